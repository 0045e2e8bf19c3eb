import {
  type Classifier,
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
  versionsInUse,
} from '@convzoo/core';
import { formatSafetensors } from '@convzoo/weights';
import { saveModelFolder } from '#platform';
import type { ImageInput } from '../images.js';
import { inputsOf } from './inputs.js';

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

export interface ModelParts {
  readonly name: string;
  /** A network on TensorFlow.js, or an ONNX file's; freed with the model. */
  readonly source: Classifier;
  /** The network, if its weights are at hand. */
  readonly classifier?: ImageClassifier;
  readonly training?: ModelDescription['training'];
  /**
   * Compiles the network, with the first image, as a model that is only explained or trained needs none; undefined
   * where `source` is as fast.
   */
  readonly compile?: () => Promise<Classifier | undefined>;
}

/** A classifier of whatever `readPixels` can read. */
export function createModel({ name, source, classifier, training, compile }: ModelParts): Model {
  let started: Promise<Classifier> | undefined;
  const running = (): Promise<Classifier> => {
    started ??= start();
    return started;
  };
  const start = async (): Promise<Classifier> => {
    try {
      return (await compile?.()) ?? source;
    } catch (error) {
      started = undefined;
      throw error;
    }
  };

  function classify(image: ImageInput, options?: DecodeOptions): Promise<Prediction[]>;
  function classify(images: readonly ImageInput[], options?: DecodeOptions): Promise<Prediction[][]>;
  async function classify(
    images: ImageInput | readonly ImageInput[],
    options?: DecodeOptions,
  ): Promise<Prediction[] | Prediction[][]> {
    const inputs = await inputsOf(isList(images) ? images : [images], source.preprocessing);
    const labels = inputs.length === 0 ? [] : await classifyInputs(inputs, options);
    return isList(images) ? labels : labels[0]!;
  }
  const classifyInputs = async (inputs: Float32Array, options?: DecodeOptions): Promise<Prediction[][]> => {
    const { head } = source;
    const scores = await (await running()).predict(inputs);
    return Array.from({ length: scores.length / head.units }, (_, i) =>
      head.decode(scores.subarray(i * head.units, (i + 1) * head.units), options),
    );
  };

  const compute = async (
    what: 'logits' | 'predict',
    images: ImageInput | readonly ImageInput[],
  ): Promise<Float32Array> => {
    const inputs = await inputsOf(isList(images) ? images : [images], source.preprocessing);
    return inputs.length === 0 ? inputs : (await running())[what](inputs);
  };

  const contents = async (): Promise<{ stateDict: StateDict; description: ModelDescription }> => {
    if (classifier === undefined) throw onlyRuns(name);
    const versions = versionsInUse(['convzoo', classifier.architecture.package], import.meta.url);
    const description = describeModel(classifier, { training, versions });
    return { stateDict: await classifier.stateDict(), description };
  };

  const dispose = (): void => {
    const last = started;
    started = Promise.reject(new Error(`${name} was disposed of`));
    started.catch(() => {});
    const free = (one: Classifier): void => {
      if (one !== source) one.dispose();
    };
    last?.then(free).catch(() => {});
    source.dispose();
  };
  return {
    name,
    head: source.head,
    get preprocessing() {
      return source.preprocessing;
    },
    classifier,
    training,
    classify,
    predict: (images) => compute('predict', images),
    logits: (images) => compute('logits', images),
    inputLogits: async (inputs) => (await running()).logits(inputs),
    classifyInputs,
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

/** The error for what an ONNX file does not support. */
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
