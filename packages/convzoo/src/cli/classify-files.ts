import { setImmediate } from 'node:timers/promises';
import type { ConvzooError, DecodeOptions, Prediction } from '@convzoo/core';
import { preprocess, preprocessedShape } from '@convzoo/core/preprocess';
import { decodeImages, type ImageSource } from '@convzoo/data';
import type { Engine } from './engine.js';

export interface ClassifyFilesOptions {
  /** How many images go through the network at once. */
  readonly batch: number;
  readonly decoding: DecodeOptions;
  /** Called with each file that is no image, which is then left out. */
  readonly onError: (error: ConvzooError, image: string) => void;
  readonly signal: AbortSignal;
}

export interface LabeledFile {
  readonly image: string;
  readonly predictions: readonly Prediction[];
}

/** Images that go through the network at once: more gain little, and their maps take memory. */
export const defaultBatch = 16;

/** How many images are decoded before they go through the network, at least: whole batches of them. */
const imagesAhead = 64;

/** How many of them at once: each takes the memory of all its pixels. */
const decodedAtOnce = 12;

/**
 * Labels of image files, in order, a batch at a time. Some batches are decoded and preprocessed, then all of them
 * go through the network: the threads of both are as many as the processor has cores, and side by side they would
 * take each other's.
 */
export async function* classifyFiles(
  { preprocessing, classifyInputs }: Engine,
  paths: readonly string[],
  { batch, decoding, onError, signal }: ClassifyFilesOptions,
): AsyncGenerator<LabeledFile[]> {
  const reading = {
    signal,
    concurrency: decodedAtOnce,
    onError: (error: ConvzooError, source: ImageSource) => onError(error, String(source)),
  };
  const ahead = batch * Math.ceil(imagesAhead / batch);
  const length = preprocessedShape(preprocessing).reduce((product, size) => product * size, 1);
  const inputs = new Float32Array(Math.min(ahead, paths.length) * length);
  const inputsOf = (first: number, count: number) =>
    inputs.subarray(first * length, (first + count) * length);

  for (const group of chunks(paths, ahead)) {
    const images: string[] = [];
    for await (const { source, pixels } of decodeImages(group, reading)) {
      preprocess(pixels, preprocessing, inputsOf(images.length, 1));
      images.push(source);
      // Files that were read meanwhile go on to be decoded.
      await setImmediate();
    }
    for (let first = 0; first < images.length; first += batch) {
      // Ctrl-C and other events have their turn: the network runs in one piece.
      await setImmediate();
      signal.throwIfAborted();
      const some = images.slice(first, first + batch);
      const labels = await classifyInputs(inputsOf(first, some.length), decoding);
      yield some.map((image, i) => ({ image, predictions: labels[i]! }));
    }
  }
}

/** The size of as few batches as can be, as small as can be: a network compiled for a size takes as long for less. */
export function evenBatch(images: number, most: number): number {
  return Math.ceil(images / Math.ceil(images / most));
}

/** Runs of `size` items; the last may be shorter. */
function* chunks<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
