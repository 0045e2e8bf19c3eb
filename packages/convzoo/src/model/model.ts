import {
  ConvzooError,
  type DecodeOptions,
  describeModel,
  type Head,
  type ImageClassifier,
  type ModelDescription,
  modelMetadata,
  type Prediction,
  type Preprocessing,
  type StateDict,
} from '@convzoo/core';
import { preprocessBatch } from '@convzoo/core/preprocess';
import { formatSafetensors } from '@convzoo/weights';
import * as tf from '@tensorflow/tfjs-core';
import { readPixels, saveModelFolder } from '#platform';
import type { ImageInput } from '../images.js';
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
  /** Raw scores of images that are preprocessed already, one after the other. */
  inputLogits(inputs: Float32Array): Promise<Float32Array>;
  /** Labels of images that are preprocessed already, one after the other. */
  classifyInputs(inputs: Float32Array, options?: DecodeOptions): Promise<Prediction[][]>;
  /**
   * Writes the model to a folder from which `pretrained`, every command and Python's timm open it again: a path in
   * Node; in a page a `FileSystemDirectoryHandle`, from `showDirectoryPicker()` or `navigator.storage.getDirectory()`.
   *
   * @throws ConvzooError `invalid-model` for an ONNX file; `file-error`; `invalid-argument` for a handle in Node and for
   * a path in a page
   */
  save(folder: string | FileSystemDirectoryHandle): Promise<void>;
  /**
   * The model as one safetensors file, for a download in a page.
   *
   * @throws ConvzooError `invalid-model` for an ONNX file
   */
  toSafetensors(): Promise<Uint8Array>;
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
  const inputLogits = async (inputs: Float32Array): Promise<Float32Array> => (await engine()).logits(inputs);
  const logitsOf = async (images: readonly ImageInput[]): Promise<Float32Array> =>
    images.length === 0 ? new Float32Array() : inputLogits(await inputsOf(images));
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

  const contents = async (): Promise<{ stateDict: StateDict; description: ModelDescription }> => {
    if (classifier === undefined) throw onlyRuns(name);
    const description = describeModel(classifier, { training });
    return { stateDict: await classifier.stateDict(), description };
  };

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
    inputLogits,
    classifyInputs: async (inputs, options) => labels(await inputLogits(inputs), options),
    save: async (folder) => {
      const { stateDict, description } = await contents();
      await saveModelFolder(folder, { stateDict, description, timm: classifier?.architecture.timm });
    },
    toSafetensors: async () => {
      const { stateDict, description } = await contents();
      return formatSafetensors(stateDict, modelMetadata(description));
    },
    dispose,
    [Symbol.dispose]: dispose,
  };
}

/** What is refused of a model that is an ONNX file. */
export function onlyRuns(name: string): ConvzooError {
  return new ConvzooError('invalid-model', {
    subject: name,
    expected: 'a network with its weights',
    found: 'an ONNX file, which can only be run',
    remedy: 'Use the folder or the safetensors file that it was exported from.',
  });
}

function isList(images: ImageInput | readonly ImageInput[]): images is readonly ImageInput[] {
  return Array.isArray(images);
}
