import * as tf from '@tensorflow/tfjs-core';
import { sample, timed } from './sample.js';

/** The two roofs of an engine's roofline (Williams, Waterman & Patterson 2009). */
export interface Peak {
  /** Of a product of two square matrices in float32. */
  readonly macsPerSecond: number;
  /** Of a sum of two arrays in float32: three times as many bytes cross the memory bus. */
  readonly bytesPerSecond: number;
}

interface PeakOptions {
  /** Sizes grow until one run takes that long, in milliseconds. */
  readonly longEnoughMs: number;
  readonly largestSide: number;
  readonly largestArray: number;
}

const usual: PeakOptions = { longEnoughMs: 50, largestSide: 8192, largestArray: 2 ** 26 };
const smallestSide = 128;
const smallestArray = 2 ** 16;

/** Measures the current backend's peak, by the fastest runs. Tests give smaller sizes. */
export async function measurePeak(options: PeakOptions = usual): Promise<Peak> {
  const { longEnoughMs, largestSide, largestArray } = options;
  const [macs, productMs] = await largest(longEnoughMs, smallestSide, largestSide, (side) => ({
    work: side ** 3,
    shape: [side, side],
    compute: (a, b) => tf.matMul(a, b),
  }));
  const [bytes, sumMs] = await largest(longEnoughMs, smallestArray, largestArray, (length) => ({
    work: 3 * 4 * length,
    shape: [length],
    compute: (a, b) => tf.add(a, b),
  }));
  return { macsPerSecond: (1000 * macs) / productMs, bytesPerSecond: (1000 * bytes) / sumMs };
}

interface Operation {
  readonly work: number;
  readonly shape: number[];
  readonly compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
}

/**
 * The work, and the milliseconds of the fastest run, of the first size that is long enough or the largest
 * one.
 */
async function largest(
  longEnoughMs: number,
  from: number,
  to: number,
  operation: (size: number) => Operation,
): Promise<[work: number, ms: number]> {
  for (let size = from; ; size *= 2) {
    const { work, shape, compute } = operation(size);
    const [a, b] = [tf.fill(shape, 0.5), tf.fill(shape, 0.25)];
    const run = (): Promise<void> => finished(() => compute(a, b));
    try {
      await run();
      const [, ms] = await timed(run);
      if (ms < longEnoughMs && 2 * size <= to) continue;
      return [work, Math.min(...(await sample(run, { warmups: 8, samples: 10, timeMs: longEnoughMs })))];
    } finally {
      tf.dispose([a, b]);
    }
  }
}

/**
 * Computes, and resolves once one value of the result is in host memory: all of them would take time to copy.
 */
async function finished(compute: () => tf.Tensor): Promise<void> {
  const [result, corner] = tf.tidy(() => {
    const result = compute();
    return [result, tf.slice(tf.reshape(result, [-1]), 0, 1)] as const;
  });
  await corner.data();
  tf.dispose([result, corner]);
}
