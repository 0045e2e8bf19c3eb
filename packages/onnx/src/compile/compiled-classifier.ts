import type { DecodeOptions, Head, Prediction } from '@convzoo/core';
import { type Pixels, type Preprocessing, preprocessBatch } from '@convzoo/core/preprocess';
import * as tf from '@tensorflow/tfjs-core';
import type { CompiledModel, CompiledNetwork } from './compiled-model.js';

/**
 * A compiled classifier: `logits`, `predict` and `classify` mean the same as an `ImageClassifier`'s, and its
 * preprocessed images are flat arrays, `[count, ...inputShape]`, instead of tensors.
 */
export interface CompiledClassifier extends CompiledNetwork {
  readonly head: Head;
  readonly preprocessing: Preprocessing;
  /** Preprocessed images to raw scores `[count, units]`; throws as `run` does. */
  logits(images: Float32Array): Promise<Float32Array>;
  /** Preprocessed images to probabilities `[count, units]`; throws as `run` does. */
  predict(images: Float32Array): Promise<Float32Array>;
  /** Labels of one image, or of each of several. */
  classify(image: Pixels, options?: DecodeOptions): Promise<Prediction[]>;
  classify(images: readonly Pixels[], options?: DecodeOptions): Promise<Prediction[][]>;
}

/** A compiled network with what its output means and what images it expects. */
export function asClassifier(
  network: CompiledModel,
  head: Head,
  preprocessing: Preprocessing,
): CompiledClassifier {
  const predict = async (images: Float32Array): Promise<Float32Array> => {
    const logits = await network.run(images);
    const shape: [number, number] = [logits.length / head.units, head.units];
    return tf.tidy(() => head.activate(tf.tensor2d(logits, shape)).dataSync<'float32'>());
  };
  const classifyAll = async (images: readonly Pixels[], options?: DecodeOptions): Promise<Prediction[][]> => {
    if (images.length === 0) return [];
    const scores = await predict(preprocessBatch(images, preprocessing));
    return images.map((_, i) => head.decode(scores.slice(i * head.units, (i + 1) * head.units), options));
  };
  function classify(image: Pixels, options?: DecodeOptions): Promise<Prediction[]>;
  function classify(images: readonly Pixels[], options?: DecodeOptions): Promise<Prediction[][]>;
  async function classify(
    images: Pixels | readonly Pixels[],
    options?: DecodeOptions,
  ): Promise<Prediction[] | Prediction[][]> {
    if (!('data' in images)) return classifyAll(images, options);
    const [labels] = await classifyAll([images], options);
    return labels!;
  }
  return { ...network, head, preprocessing, logits: network.run, predict, classify };
}
