import { readFile } from 'node:fs/promises';
import {
  ConvzooError,
  type DecodeOptions,
  type Head,
  type ImageClassifier,
  type Prediction,
  type Preprocessing,
} from '@convzoo/core';
import { fileError } from '@convzoo/core/errors';
import { type CompiledClassifier, compile } from '@convzoo/onnx';
import { onnxRuntime } from '@convzoo/tfjs-backend-onnxruntime';
import * as tf from '@tensorflow/tfjs-core';

/** What labels images on a runtime. */
export interface Engine {
  readonly head: Head;
  readonly preprocessing: Preprocessing;
  /** Labels of preprocessed images, one after the other. */
  classifyInputs(images: Float32Array, options: DecodeOptions): Prediction[][] | Promise<Prediction[][]>;
  dispose(): void;
}

/**
 * On ONNX Runtime the network is compiled: the same answers without TF.js between the image and the engine.
 *
 * @param batch How many images there are going to be at once, at most.
 */
export async function engineFor(
  classifier: ImageClassifier,
  runtime: string,
  batch: number,
): Promise<Engine> {
  if (runtime !== onnxRuntime.name) {
    const { head, preprocessing } = classifier;
    const classifyInputs: Engine['classifyInputs'] = (images, options) =>
      classifyTensor(classifier, images, options);
    return { head, preprocessing, classifyInputs, dispose: () => {} };
  }
  return labeling(await compile(classifier, { batch }));
}

function labeling({ head, preprocessing, predict, dispose }: CompiledClassifier): Engine {
  const classifyInputs: Engine['classifyInputs'] = async (images, options) => {
    const scores = await predict(images);
    return Array.from({ length: scores.length / head.units }, (_, i) =>
      head.decode(scores.slice(i * head.units, (i + 1) * head.units), options),
    );
  };
  return { head, preprocessing, classifyInputs, dispose };
}

/**
 * What an ONNX file says that `convzoo export` wrote. Throws `file-error` if it can't be read, `invalid-model` if it
 * is of another kind.
 */
export async function engineOfFile(path: string): Promise<Engine> {
  const file = await readFile(path).catch((cause) => {
    throw fileError(path, 'an ONNX file that can be read', cause);
  });
  const compiled = await compile(file, { name: path });
  if (compiled.head !== undefined) return labeling(compiled);
  compiled.dispose();
  throw new ConvzooError('invalid-model', {
    subject: path,
    expected: 'the ONNX file of a classifier, with a model description in its metadata',
    found: 'no model description',
    remedy: 'Write the file with exportOnnx or `convzoo export`.',
  });
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
