import { setImmediate } from 'node:timers/promises';
import {
  type ConvzooError,
  type DecodeOptions,
  type Head,
  type ImageClassifier,
  type Prediction,
  type Preprocessing,
  preprocess,
} from '@convzoo/core';
import { type DecodedImage, decodeImages, type PreprocessedImage } from '@convzoo/data';
import { compileClassifier, onnxRuntime } from '@convzoo/onnx';
import * as tf from '@tensorflow/tfjs-core';

/** What labels images on a runtime. */
export interface Engine {
  readonly head: Head;
  readonly preprocessing: Preprocessing;
  /** Labels of preprocessed images, one after the other. */
  classify(images: Float32Array, options: DecodeOptions): Prediction[][] | Promise<Prediction[][]>;
  dispose(): void;
}

/** On ONNX Runtime the network is compiled: the same answers without TF.js between the image and the engine. */
export async function engineFor(classifier: ImageClassifier, runtime: string): Promise<Engine> {
  const { head, preprocessing } = classifier;
  if (runtime !== onnxRuntime.name) {
    const classify: Engine['classify'] = (images, options) => classifyTensor(classifier, images, options);
    return { head, preprocessing, classify, dispose: () => {} };
  }
  const compiled = await compileClassifier(classifier);
  return { head, preprocessing, classify: compiled.classifyInputs, dispose: compiled.dispose };
}

async function classifyTensor(
  { architecture, head, predict }: ImageClassifier,
  images: Float32Array,
  options: DecodeOptions,
): Promise<Prediction[][]> {
  const [height, width, channels] = architecture.inputShape;
  const count = images.length / (height * width * channels);
  const scores = tf.tidy(() => predict(tf.tensor4d(images, [count, height, width, channels])));
  const values = await scores.data();
  scores.dispose();
  return Array.from({ length: count }, (_, i) =>
    head.decode(values.slice(i * head.units, (i + 1) * head.units), options),
  );
}

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

/**
 * Labels of image files, in order, a batch at a time. Each image is preprocessed as soon as it is decoded, while
 * other threads decode those of the batches to come.
 */
export async function* classifyFiles(
  { preprocessing, classify }: Engine,
  paths: readonly string[],
  { batch, decoding, onError, signal }: ClassifyFilesOptions,
): AsyncGenerator<LabelledFile[]> {
  const images = decodeImages(paths, {
    signal,
    concurrency: 2 * batch,
    onError: (error, source) => onError(error, String(source)),
  });
  for await (const group of inBatches(preprocessed(images, preprocessing), batch)) {
    const labels = await classify(concatenate(group.map(({ input }) => input)), decoding);
    yield group.map(({ source }, i) => ({ image: source, predictions: labels[i]! }));
  }
}

async function* preprocessed(
  images: AsyncIterable<DecodedImage<string>>,
  preprocessing: Preprocessing,
): AsyncGenerator<PreprocessedImage<string>> {
  for await (const { source, pixels } of images) {
    // The event loop hands the threads that decode their next work.
    await setImmediate();
    yield { source, input: preprocess(pixels, preprocessing) };
  }
}

async function* inBatches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** Arrays of the same length, one after the other. */
function concatenate(arrays: readonly Float32Array[]): Float32Array {
  const length = arrays[0]?.length ?? 0;
  const whole = new Float32Array(arrays.length * length);
  for (const [i, array] of arrays.entries()) whole.set(array, i * length);
  return whole;
}
