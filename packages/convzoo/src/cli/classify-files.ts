import { setImmediate } from 'node:timers/promises';
import type { ConvzooError, DecodeOptions, Prediction } from '@convzoo/core';
import { preprocess, preprocessedShape } from '@convzoo/core/preprocess';
import { decodeImages, type ImageSource } from '@convzoo/data';
import type { Model } from '../model/model.js';
import { type InputImage, imageName } from './inputs.js';

export interface ClassifyFilesOptions {
  /** Images per batch. */
  readonly batch: number;
  readonly decoding: DecodeOptions;
  /** Called with each file that is not an image; it is skipped. */
  readonly onError: (error: ConvzooError, image: string) => void;
  readonly signal: AbortSignal;
}

export interface LabeledFile {
  readonly image: string;
  readonly predictions: readonly Prediction[];
}

/** Images to decode before the network runs, at least: rounded up to whole batches. */
const imagesAhead = 64;

/** Images to decode at a time: each takes the memory of all its pixels. */
const decodedAtOnce = 12;

/**
 * Labels of image files, in order, a batch at a time. Decoding and inference take turns, because each of them keeps
 * all cores busy.
 */
export async function* classifyFiles(
  { preprocessing, classifyInputs }: Pick<Model, 'preprocessing' | 'classifyInputs'>,
  sources: readonly InputImage[],
  { batch, decoding, onError, signal }: ClassifyFilesOptions,
): AsyncGenerator<LabeledFile[]> {
  const reading = {
    signal,
    concurrency: decodedAtOnce,
    onError: (error: ConvzooError, source: ImageSource) => onError(error, imageName(source)),
  };
  const ahead = batch * Math.ceil(imagesAhead / batch);
  const length = preprocessedShape(preprocessing).reduce((product, size) => product * size, 1);
  const inputs = new Float32Array(Math.min(ahead, sources.length) * length);
  const inputsOf = (first: number, count: number) =>
    inputs.subarray(first * length, (first + count) * length);

  for (const group of chunks(sources, ahead)) {
    const images: string[] = [];
    for await (const { source, pixels } of decodeImages(group, reading)) {
      preprocess(pixels, preprocessing, inputsOf(images.length, 1));
      images.push(imageName(source));
      // Lets files that have been read in the meantime start to decode.
      await setImmediate();
    }
    for (let first = 0; first < images.length; first += batch) {
      // Lets Ctrl-C and other events through: a batch runs without interruption.
      await setImmediate();
      signal.throwIfAborted();
      const some = images.slice(first, first + batch);
      const labels = await classifyInputs(inputsOf(first, some.length), decoding);
      yield some.map((image, i) => ({ image, predictions: labels[i]! }));
    }
  }
}

/** The smallest batch size with the fewest batches: a compiled network takes as long for a smaller batch. */
export function evenBatch(images: number, most: number): number {
  return Math.ceil(images / Math.ceil(images / most));
}

/** Slices of `size` items; the last may be shorter. */
function* chunks<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
