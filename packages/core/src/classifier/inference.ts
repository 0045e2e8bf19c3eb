import * as tf from '@tensorflow/tfjs-core';
import type { InputShape } from '../architecture/architecture.js';
import { ConvzooError } from '../errors/index.js';
import type { Program } from '../graph/program.js';
import { rank2 } from '../layers/tensors.js';
import type { Classifier } from './classifier.js';
import { classifierFromLogits, type LogitsSource } from './from-logits.js';
import type { ImageClassifier } from './image-classifier.js';

type Inference = Pick<ImageClassifier, 'logits' | 'predict' | 'classify'> & { readonly onArrays: Classifier };

/** What a compiled model computes, for images as tensors, as arrays and as pixels. */
export function inference(program: Program, parts: Omit<LogitsSource, 'logits'>): Inference {
  const { head, inputShape, description } = parts;
  const logitsOf = (x: tf.Tensor4D): tf.Tensor2D => {
    checkInput(x, inputShape, description.architecture.name);
    return rank2(program.run(x));
  };
  const scoresOf = (x: tf.Tensor4D): tf.Tensor2D => tf.tidy(() => head.activate(logitsOf(x)));

  const [height, width, channels] = inputShape;
  const onArrays = classifierFromLogits({
    ...parts,
    logits: async (images) => {
      const count = images.length / (height * width * channels);
      const result = tf.tidy(() => logitsOf(tf.tensor4d(images, [count, height, width, channels])));
      const values = await result.data<'float32'>();
      result.dispose();
      return values;
    },
  });

  function logits(x: tf.Tensor4D): tf.Tensor2D;
  function logits(images: Float32Array): Promise<Float32Array>;
  function logits(images: tf.Tensor4D | Float32Array): tf.Tensor2D | Promise<Float32Array> {
    return images instanceof Float32Array ? onArrays.logits(images) : logitsOf(images);
  }
  function predict(x: tf.Tensor4D): tf.Tensor2D;
  function predict(images: Float32Array): Promise<Float32Array>;
  function predict(images: tf.Tensor4D | Float32Array): tf.Tensor2D | Promise<Float32Array> {
    return images instanceof Float32Array ? onArrays.predict(images) : scoresOf(images);
  }
  return { logits, predict, classify: onArrays.classify, onArrays };
}

/** Throws `invalid-shape` unless a tensor holds images of the input shape. */
export function checkInput(x: tf.Tensor4D, inputShape: InputShape, network: string): void {
  const [, ...shape] = x.shape;
  if (x.rank === 4 && shape.every((size, i) => size === inputShape[i])) return;
  throw new ConvzooError('invalid-shape', {
    subject: `input of ${network}`,
    expected: `[batch, ${inputShape.join(', ')}]`,
    found: `[${x.shape.join(', ')}]`,
    remedy: 'Preprocess images with the classifier’s preprocessing, or build it with another inputShape.',
  });
}
