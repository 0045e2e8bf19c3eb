import type * as tf from '@tensorflow/tfjs-core';
import { ConvzooError } from '../errors/index.js';

/** Throws `invalid-model` unless the condition holds. */
export function check(condition: boolean, subject: string, expected: string, found: () => string): void {
  if (!condition) throw new ConvzooError('invalid-model', { subject, expected, found: found() });
}

/** Checks that two arrays agree to a tolerance relative to the largest value. */
export function checkClose(
  subject: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  check(actual.length === expected.length, subject, `${expected.length} values`, () => `${actual.length}`);
  const error = relativeError(actual, expected);
  check(error <= tolerance, subject, `agreement to ${tolerance} relative`, () => `a difference of ${error}`);
}

/** Largest difference over the largest expected magnitude; NaN counts as infinitely wrong. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let scale = 0;
  let difference = 0;
  for (let i = 0; i < expected.length; i++) {
    const gap = Math.abs(actual[i]! - expected[i]!);
    if (!Number.isFinite(gap)) return Number.POSITIVE_INFINITY;
    scale = Math.max(scale, Math.abs(expected[i]!));
    difference = Math.max(difference, gap);
  }
  return difference === 0 ? 0 : difference / scale;
}

/** A tensor's values, after which it is freed. */
export async function take(tensor: tf.Tensor): Promise<Float32Array> {
  const data = Float32Array.from(await tensor.data());
  tensor.dispose();
  return data;
}
