import * as tf from '@tensorflow/tfjs-core';
import { type HeatMap, readMaps } from '../maps/heat-map.js';
import { rowsOf } from '../passes/rows.js';

/** Σₖ wₖ Aₖ for one image's activations [1, h, w, k] and several lists of weights. */
export function weightedSums(a: tf.Tensor4D, weights: readonly Float32Array[]): Promise<HeatMap[]> {
  const [, height, width, channels] = a.shape;
  return readMaps(
    tf.tidy(() => {
      const places = tf.reshape(a, [height * width, channels]);
      return tf.reshape(tf.matMul(rowsOf(weights), places, false, true), [weights.length, height, width]);
    }),
  );
}
