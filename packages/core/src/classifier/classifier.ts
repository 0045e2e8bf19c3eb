import type { InputShape } from '../architecture/architecture.js';
import type { DecodeOptions, Head, Prediction } from '../heads/head.js';
import type { Pixels } from '../preprocess/pixels.js';
import type { Preprocessing } from '../preprocess/preprocessing.js';
import type { ModelDescription } from './description.js';

/**
 * Anything that classifies images: an `ImageClassifier` on TensorFlow.js, a compiled classifier, an ONNX
 * file. `logits` and `predict` take preprocessed images `[count, ...inputShape]` as one flat array.
 */
export interface Classifier {
  readonly head: Head;
  /** Shape of one preprocessed image. */
  readonly inputShape: InputShape;
  /**
   * How images become input.
   *
   * @throws ConvzooError `invalid-model` if the input has neither 1 nor 3 channels and no preprocessing was
   *   given
   */
  readonly preprocessing: Preprocessing;
  /** What rebuilds the classifier from its weights. */
  readonly description: ModelDescription;
  /**
   * Preprocessed images to raw scores `[count, head.units]`.
   *
   * @throws ConvzooError `invalid-shape` unless the array holds a whole number of images, at least one; `invalid-model`
   * if a score is not finite
   */
  logits(images: Float32Array): Promise<Float32Array>;
  /** Preprocessed images to probabilities `[count, head.units]`; throws as `logits` does. */
  predict(images: Float32Array): Promise<Float32Array>;
  /** Labels of one image, or of each of several; throws as `preprocessing` does. */
  classify(image: Pixels, options?: DecodeOptions): Promise<Prediction[]>;
  classify(images: readonly Pixels[], options?: DecodeOptions): Promise<Prediction[][]>;
  /** Frees the weights. The classifier can't be used afterwards. */
  dispose(): void;
}
