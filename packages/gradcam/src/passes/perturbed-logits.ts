import type { Cut } from '@convzoo/core';
import type * as tf from '@tensorflow/tfjs-core';
import { inChunks, type Work, type WorkOptions } from './chunks.js';

/**
 * Logits of `count` variants, one array each. `variants` returns those from `start` up to `end`: images if
 * `entry` is 'image', or maps if it is 'map', for which only the head runs.
 */
export async function perturbedLogits(
  cut: Cut,
  entry: 'image' | 'map',
  pieces: Work,
  work: WorkOptions,
  variants: (start: number, end: number) => tf.Tensor4D,
): Promise<Float32Array[]> {
  const logits: Float32Array[] = [];
  await inChunks(
    pieces,
    work,
    (start, end) => {
      const inputs = variants(start, end);
      return cut.logits(entry === 'image' ? cut.features(inputs) : inputs);
    },
    (values, start, end) => {
      const units = values.length / (end - start);
      for (let i = 0; i < end - start; i++) logits.push(values.slice(i * units, (i + 1) * units));
    },
  );
  return logits;
}
