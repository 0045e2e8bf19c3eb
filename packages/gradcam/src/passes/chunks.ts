import * as tf from '@tensorflow/tfjs-core';

/** Options of everything that takes many passes through a network. */
export interface WorkOptions {
  /** Bytes that one pass through the network may take, estimated. Default 512 MiB. */
  memoryBudget?: number;
  /** Called after each pass with the fraction that is done, from 0 to 1. */
  onProgress?: (fraction: number) => void;
  /** Stops the work before the next pass; the promise is then rejected with the signal's reason. */
  signal?: AbortSignal;
}

const defaultMemoryBudget = 512 * 2 ** 20;

/** Milliseconds that a pass may take, so that an abort signal takes effect well within a second. */
const passTime = 500;

/** Pieces of work of the same kind. */
export interface Work {
  readonly count: number;
  /** Estimated bytes that one of them takes at its peak. */
  readonly bytesEach: number;
  /** Pieces of the first chunk, as far as the memory budget allows. Default 1. */
  readonly first?: number;
}

/**
 * Works through pieces in chunks: `compute` returns one tensor for the pieces from `start` up to `end`,
 * which is read, freed and passed to `consume`. Chunks are sized as by `forEachChunk`.
 */
export async function inChunks(
  work: Work,
  options: WorkOptions,
  compute: (start: number, end: number) => tf.Tensor,
  consume: (values: Float32Array, start: number, end: number) => void,
): Promise<void> {
  await forEachChunk(work, options, async (start, end) => {
    const result = tf.tidy(() => compute(start, end));
    try {
      consume(new Float32Array(await result.data()), start, end);
    } finally {
      result.dispose();
    }
  });
}

/**
 * Runs `pass` for the pieces from `start` up to `end`, chunk by chunk. The first chunk measures the time that
 * a piece takes; the others are as large as that time and the memory budget allow. The event loop runs
 * between chunks, and before the first one if there is a signal.
 */
export async function forEachChunk(
  { count, bytesEach, first = 1 }: Work,
  { memoryBudget = defaultMemoryBudget, onProgress, signal }: WorkOptions,
  pass: (start: number, end: number) => Promise<void>,
): Promise<void> {
  const largest = Math.max(1, Math.floor(memoryBudget / bytesEach));
  let size = Math.min(largest, first);
  for (let start = 0; start < count; ) {
    if (start > 0 || signal !== undefined) await nextTask(signal);
    const begun = performance.now();
    const end = Math.min(start + size, count);
    await pass(start, end);
    onProgress?.(end / count);
    const timeEach = (performance.now() - begun) / (end - start);
    size = Math.min(largest, powerOfTwoBelow(passTime / timeEach));
    start = end;
  }
}

/** Lets the event loop run, so that a click or a timer can abort; throws the signal's reason if it did. */
async function nextTask(signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve));
  signal?.throwIfAborted();
}

/** Few distinct sizes, since some backends compile a program for each. */
function powerOfTwoBelow(value: number): number {
  return 2 ** Math.max(0, Math.floor(Math.log2(value)));
}

/** Options for one of several parts of equal length, so that the progress reported is that of the whole. */
export function portion(work: WorkOptions, part: number, parts: number): WorkOptions {
  const { onProgress } = work;
  if (onProgress === undefined) return work;
  return { ...work, onProgress: (fraction) => onProgress((part + fraction) / parts) };
}

/**
 * Estimated bytes that a forward pass takes per image. VGG, the most demanding, holds two maps of 64
 * channels at the image's size at once: 43 times an RGB image.
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
