import type { Cut } from '@convzoo/core';
import { ConvzooError } from '@convzoo/core/errors';
import * as tf from '@tensorflow/tfjs-core';
import type { Explanation } from '../explain/explain.js';
import { confidence } from '../targets/confidence.js';

/** What a faithfulness metric measures: the network's confidence in the target, or the target's score. */
export type Measure = 'confidence' | 'score';

export function measured(
  { target }: Explanation,
  logits: Float32Array,
  { kind }: Cut,
  measure: Measure,
): number {
  return measure === 'score' ? target.score(logits) : confidence(target, logits, kind);
}

/** @throws ConvzooError `invalid-argument` unless there is one explanation per image. */
export function checkOnePerImage(x: tf.Tensor4D, explanations: readonly Explanation[]): void {
  if (explanations.length === x.shape[0]) return;
  throw new ConvzooError('invalid-argument', {
    subject: 'explanations to evaluate',
    expected: `one for each of the ${x.shape[0]} images`,
    found: `${explanations.length}`,
  });
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Calls a function with each image of a batch, [1, height, width, channels], one at a time. */
export async function eachImage<T>(
  x: tf.Tensor4D,
  evaluate: (image: tf.Tensor4D, index: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  for (let i = 0; i < x.shape[0]; i++) {
    const image = tf.slice<tf.Rank.R4, tf.Tensor4D>(x, [i, 0, 0, 0], [1, -1, -1, -1]);
    try {
      results.push(await evaluate(image, i));
    } finally {
      image.dispose();
    }
  }
  return results;
}
