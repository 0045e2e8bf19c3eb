import { setImmediate } from 'node:timers/promises';
import type { ConvzooError, DecodeOptions, Prediction } from '@convzoo/core';
import { type ImageSource, type PreprocessedImage, preprocessImages } from '@convzoo/data';
import type { Engine } from './engine.js';

export interface ClassifyFilesOptions {
  /** How many images go through the network at once. */
  readonly batch: number;
  readonly decoding: DecodeOptions;
  /** Called with each file that is no image, which is then left out. */
  readonly onError: (error: ConvzooError, image: string) => void;
  readonly signal: AbortSignal;
}

export interface LabelledFile {
  readonly image: string;
  readonly predictions: readonly Prediction[];
}

/** How many images are decoded at a time, at least: whole batches of them. */
const imagesAhead = 64;

/**
 * Labels of image files, in order, a batch at a time. Some batches are decoded and preprocessed, then all of them
 * go through the network: the threads of both are as many as the processor has cores, and side by side they would
 * take each other's.
 */
export async function* classifyFiles(
  { preprocessing, classifyInputs }: Engine,
  paths: readonly string[],
  { batch, decoding, onError, signal }: ClassifyFilesOptions,
): AsyncGenerator<LabelledFile[]> {
  const reading = {
    signal,
    concurrency: batch,
    onError: (error: ConvzooError, source: ImageSource) => onError(error, String(source)),
  };
  for (const group of chunks(paths, batch * Math.ceil(imagesAhead / batch))) {
    const files: PreprocessedImage<string>[] = [];
    for await (const file of preprocessImages(group, preprocessing, reading)) files.push(file);
    for (const some of chunks(files, batch)) {
      // Ctrl-C and other events have their turn: the network runs in one piece.
      await setImmediate();
      signal.throwIfAborted();
      const labels = await classifyInputs(concatenate(some.map(({ input }) => input)), decoding);
      yield some.map(({ source }, i) => ({ image: source, predictions: labels[i]! }));
    }
  }
}

/** Runs of `size` items; the last may be shorter. */
function* chunks<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

/** Arrays of the same length, one after the other. */
function concatenate(arrays: readonly Float32Array[]): Float32Array {
  const length = arrays[0]?.length ?? 0;
  const whole = new Float32Array(arrays.length * length);
  for (const [i, array] of arrays.entries()) whole.set(array, i * length);
  return whole;
}
