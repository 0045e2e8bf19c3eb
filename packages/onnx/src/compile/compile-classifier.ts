import type { DecodeOptions, Head, ImageClassifier, Prediction } from '@convzoo/core';
import { type Pixels, type Preprocessing, preprocessBatch } from '@convzoo/core/preprocess';
import * as tf from '@tensorflow/tfjs-core';
import { type CompiledModel, type CompileOptions, compile } from './compile.js';

/** A classifier ready to run without TF.js; `predict` gives logits. */
export interface CompiledClassifier extends CompiledModel {
  readonly head: Head;
  readonly preprocessing: Preprocessing;
  /** Labels of one image, or of each of several, as the classifier's own `classify` gives them. */
  classify(image: Pixels, options?: DecodeOptions): Prediction[];
  classify(images: readonly Pixels[], options?: DecodeOptions): Prediction[][];
  /** Labels of images that are preprocessed already, one after the other as `predict` takes them. */
  classifyInputs(images: Float32Array, options?: DecodeOptions): Prediction[][];
}

/**
 * Compiles a classifier as it is now: later changes of its weights do not reach the compiled one.
 *
 * @throws ConvzooError as `compile` does.
 */
export async function compileClassifier(
  classifier: ImageClassifier,
  options?: CompileOptions,
): Promise<CompiledClassifier> {
  const compiled = await compile(classifier, options);
  return withLabels(compiled, classifier.head, classifier.preprocessing);
}

/** A compiled network with what its logits mean and what images it expects. */
export function withLabels(
  compiled: CompiledModel,
  head: Head,
  preprocessing: Preprocessing,
): CompiledClassifier {
  const classifyInputs = (images: Float32Array, decoding?: DecodeOptions): Prediction[][] => {
    const logits = compiled.predict(images);
    const count = logits.length / head.units;
    const scores = tf.tidy(() => head.activate(tf.tensor2d(logits, [count, head.units])).dataSync());
    return Array.from({ length: count }, (_, i) =>
      head.decode(scores.slice(i * head.units, (i + 1) * head.units), decoding),
    );
  };
  const classifyAll = (images: readonly Pixels[], decoding?: DecodeOptions): Prediction[][] =>
    classifyInputs(preprocessBatch(images, preprocessing), decoding);
  function classify(image: Pixels, decoding?: DecodeOptions): Prediction[];
  function classify(images: readonly Pixels[], decoding?: DecodeOptions): Prediction[][];
  function classify(
    images: Pixels | readonly Pixels[],
    decoding?: DecodeOptions,
  ): Prediction[] | Prediction[][] {
    return 'data' in images ? classifyAll([images], decoding)[0]! : classifyAll(images, decoding);
  }
  return { ...compiled, head, preprocessing, classify, classifyInputs };
}
