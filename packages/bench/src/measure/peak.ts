import * as tf from '@tensorflow/tfjs-core';
import { median } from '../statistics/latency.js';
import { sample } from './sample.js';
import type { Sampling } from './sampling.js';

/** The two roofs of an engine's roofline (Williams, Waterman & Patterson 2009). */
export interface Peak {
  /** Of a product of two 1024 x 1024 matrices in float32. */
  readonly macsPerSecond: number;
  /** Of a sum of two arrays of 64 MiB in float32: three times as many bytes cross the memory bus. */
  readonly bytesPerSecond: number;
}

interface PeakOptions {
  readonly side: number;
  readonly floats: number;
  readonly sampling: Sampling;
}

const usual: PeakOptions = {
  side: 1024,
  floats: 16 * 2 ** 20,
  sampling: { warmups: 8, samples: 20, timeMs: 500 },
};

/** Measures the current backend's peak, by medians. Tests give smaller sizes. */
export async function measurePeak({ side, floats, sampling }: PeakOptions = usual): Promise<Peak> {
  const [a, b] = [tf.fill([side, side], 0.5), tf.fill([side, side], 0.25)];
  const [x, y] = [tf.fill([floats], 0.5), tf.fill([floats], 0.25)];
  const product = await sample(() => finished(() => tf.matMul(a, b)), sampling);
  // The reduction to one number afterwards would take time of its own, so that one value is read instead.
  const sum = await sample(() => finished(() => tf.add(x, y)), sampling);
  tf.dispose([a, b, x, y]);
  return {
    macsPerSecond: side ** 3 / (median(product) / 1000),
    bytesPerSecond: (3 * 4 * floats) / (median(sum) / 1000),
  };
}

/** Computes, and resolves once one value of the result is in host memory. */
async function finished(compute: () => tf.Tensor): Promise<void> {
  const result = compute();
  const corner = tf.slice(tf.reshape(result, [-1]), 0, 1);
  await corner.data();
  tf.dispose([result, corner]);
}
