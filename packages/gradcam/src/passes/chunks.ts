import * as tf from '@tensorflow/tfjs-core';

/** How long work is done. */
export interface WorkOptions {
  /** Bytes that one pass through the network may take, by estimate. Default 512 MiB. */
  memoryBudget?: number;
  /** Told the fraction done, from 0 to 1, after each pass. */
  onProgress?: (fraction: number) => void;
  /** Stops the work between two passes; the promise is then rejected with the signal's reason. */
  signal?: AbortSignal;
}

const defaultMemoryBudget = 512 * 2 ** 20;

/** Pieces of work of the same kind. */
export interface Work {
  readonly count: number;
  /** Estimated bytes that one of them takes at its peak. */
  readonly bytesEach: number;
}

/**
 * Does as many pieces at a time as fit the memory budget: `compute` makes one tensor for the pieces from
 * `start` up to `end`, which is read, freed and given to `consume`. Between passes the event loop runs,
 * so that a signal can be heard.
 */
export async function inChunks(
  { count, bytesEach }: Work,
  { memoryBudget = defaultMemoryBudget, onProgress, signal }: WorkOptions,
  compute: (start: number, end: number) => tf.Tensor,
  consume: (values: Float32Array, start: number, end: number) => void,
): Promise<void> {
  const size = Math.max(1, Math.floor(memoryBudget / bytesEach));
  for (let start = 0; start < count; start += size) {
    if (start > 0) await new Promise<void>((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
    const end = Math.min(start + size, count);
    const result = tf.tidy(() => compute(start, end));
    try {
      consume(new Float32Array(await result.data()), start, end);
    } finally {
      result.dispose();
    }
    onProgress?.(end / count);
  }
}

/** The options of one of several parts of equal length, so that progress is that of the whole. */
export function portion(work: WorkOptions, part: number, parts: number): WorkOptions {
  const { onProgress } = work;
  if (onProgress === undefined) return work;
  return { ...work, onProgress: (fraction) => onProgress((part + fraction) / parts) };
}

/**
 * Bytes that a network takes for one of these images. VGG, the hungriest, holds two maps of 64 channels
 * at the image's size at once: 43 times an RGB image.
 */
export function inferenceBytes(x: tf.Tensor4D): number {
  return 64 * bytesPerSample(x);
}

/** The same for a gradient down to the pixels, which keeps every map: about 300 MB for VGG-16 at 224. */
export function backwardBytes(x: tf.Tensor4D): number {
  return 512 * bytesPerSample(x);
}

export function bytesPerSample({ size, shape }: tf.Tensor4D): number {
  return (4 * size) / shape[0];
}
