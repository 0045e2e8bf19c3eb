import { sizeOf } from '../engine/value.js';

export function permute(shape: readonly number[], perm: readonly number[]): number[] {
  return perm.map((axis) => shape[axis]!);
}

export function inverse(perm: readonly number[]): number[] {
  return perm.map((_, axis) => perm.indexOf(axis));
}

/** Whether a permutation moves only axes of size 1, so that the elements stay where they are. */
export function keepsOrder(shape: readonly number[], perm: readonly number[]): boolean {
  const moved = perm.filter((axis) => shape[axis] !== 1);
  return sizeOf(shape) === 0 || moved.every((axis, i) => i === 0 || axis > moved[i - 1]!);
}
