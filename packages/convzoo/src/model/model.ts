import {
  type DecodeOptions,
  type Head,
  type ImageClassifier,
  type ModelDescription,
  type Prediction,
  type Preprocessing,
  preprocessBatch,
} from '@convzoo/core';
import * as tf from '@tensorflow/tfjs-core';
import type { ImageInput } from '../images.js';
import { readPixels } from '#platform';
import type { Engine } from './engine.js';

/**
 * A classifier that is ready for images. `logits` are the network's raw scores, `predict` gives probabilities,
 * `classify` labels.
 */
export interface Model extends Disposable {
  /** What the model was opened as: `resnet50`, a file, a folder. */
  readonly name: string;
  readonly head: Head;
  readonly preprocessing: Preprocessing;
  /** The network, its weights and its cuts; undefined for an ONNX file, which is only run. */
  readonly classifier: ImageClassifier | undefined;
  /** How the weights were trained, where their file says so. */
  readonly training: ModelDescription['training'];
  /** Labels of one image, or of each of several. */
  classify(image: ImageInput, options?: DecodeOptions): Promise<Prediction[]>;
  classify(images: readonly ImageInput[], options?: DecodeOptions): Promise<Prediction[][]>;
  /** Probabilities [images, units], row by row. */
  predict(images: ImageInput | readonly ImageInput[]): Promise<Float32Array>;
  /** Raw scores [images, units], row by row. */
  logits(images: ImageInput | readonly ImageInput[]): Promise<Float32Array>;
  /** Labels of images that are preprocessed already, one after the other. */
  classifyInputs(inputs: Float32Array, options?: DecodeOptions): Promise<Prediction[][]>;
  /** Frees weights and engine. */
  dispose(): void;
}

export interface ModelParts extends Pick<Model, 'name' | 'head' | 'preprocessing'> {
  readonly classifier?: ImageClassifier;
  readonly training?: ModelDescription['training'];
  /** Started with the first image, as a model that is only explained or trained needs none. */
  readonly startEngine: () => Promise<Engine>;
}

/** Puts images before an engine and labels behind it. */
export function createModel(parts: ModelParts): Model {
  const { name, head, preprocessing, classifier, training, startEngine } = parts;
  let started: Promise<Engine> | undefined;
  const engine = (): Promise<Engine> => {
    started ??= startEngine().catch((error: unknown) => {
      started = undefined;
      throw error;
    });
    return started;
  };
  const inputsOf = async (images: readonly ImageInput[]): Promise<Float32Array> =>
    preprocessBatch(await Promise.all(images.map(readPixels)), preprocessing);
  const logitsOf = async (images: readonly ImageInput[]): Promise<Float32Array> =>
    images.length === 0 ? new Float32Array() : (await engine()).logits(await inputsOf(images));
  const activate = (logits: Float32Array): Float32Array =>
    tf.tidy(() =>
      head.activate(tf.tensor2d(logits, [logits.length / head.units, head.units])).dataSync<'float32'>(),
    );
  const labels = (logits: Float32Array, options?: DecodeOptions): Prediction[][] => {
    const scores = activate(logits);
    return Array.from({ length: scores.length / head.units }, (_, i) =>
      head.decode(scores.subarray(i * head.units, (i + 1) * head.units), options),
    );
  };

  function classify(image: ImageInput, options?: DecodeOptions): Promise<Prediction[]>;
  function classify(images: readonly ImageInput[], options?: DecodeOptions): Promise<Prediction[][]>;
  async function classify(
    images: ImageInput | readonly ImageInput[],
    options?: DecodeOptions,
  ): Promise<Prediction[] | Prediction[][]> {
    if (isList(images)) return labels(await logitsOf(images), options);
    return labels(await logitsOf([images]), options)[0]!;
  }

  const dispose = (): void => {
    const running = started;
    started = Promise.reject(new Error(`${name} was disposed of`));
    started.catch(() => {});
    running?.then((one) => one.dispose()).catch(() => {});
    classifier?.dispose();
  };
  return {
    name,
    head,
    preprocessing,
    classifier,
    training,
    classify,
    predict: async (images) => activate(await logitsOf(isList(images) ? images : [images])),
    logits: (images) => logitsOf(isList(images) ? images : [images]),
    classifyInputs: async (inputs, options) => labels(await (await engine()).logits(inputs), options),
    dispose,
    [Symbol.dispose]: dispose,
  };
}

function isList(images: ImageInput | readonly ImageInput[]): images is readonly ImageInput[] {
  return Array.isArray(images);
}
