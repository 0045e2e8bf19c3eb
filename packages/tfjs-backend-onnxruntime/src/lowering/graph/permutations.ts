import { sizeOf } from '../../engine/value.js';

/** Axis `i` of NCHW is axis `NHWC_TO_NCHW[i]` of NHWC. */
export const NHWC_TO_NCHW: readonly number[] = [0, 3, 1, 2];
export const NCHW_TO_NHWC: readonly number[] = [0, 2, 3, 1];

export function permute(shape: readonly number[], perm: readonly number[]): number[] {
  return perm.map((axis) => shape[axis]!);
}

export function inverse(perm: readonly number[]): number[] {
  return perm.map((_, axis) => perm.indexOf(axis));
}

/** Whether a permutation moves only axes of size 1, so that elements stay in order. */
export function keepsOrder(shape: readonly number[], perm: readonly number[]): boolean {
  const moved = perm.filter((axis) => shape[axis] !== 1);
  return sizeOf(shape) === 0 || moved.every((axis, i) => i === 0 || axis > moved[i - 1]!);
}
