import type { ImageClassifier } from '@convzoo/core';
import { compile, quantize } from '@convzoo/onnx';
import { randomImages } from './images.js';
import type { Precision } from './subject.js';

export interface CompiledNetwork {
  /** Of images [batch, height, width, channels]. */
  readonly logits: (images: Float32Array) => Promise<Float32Array>;
  /** Size of the ONNX file, where one was made on the way. */
  readonly fileBytes?: number;
}

/** Batches of noise that the ranges of activations are taken from: speed does not depend on their values. */
const calibrationBatches = 2;
const calibrationBatchSize = 2;

/** Compiles a network for ONNX Runtime without TF.js. */
export async function compileNetwork(
  classifier: ImageClassifier,
  { provider, precision, batch }: { provider: string; precision: Precision; batch: number },
): Promise<CompiledNetwork> {
  const providers = [provider];
  if (precision === 'float32') {
    const compiled = await compile(classifier, { providers, batch, cache: false });
    return { logits: compiled.logits };
  }
  const images = randomImages(calibrationBatchSize, classifier.architecture.inputShape);
  const calibration = Array.from({ length: calibrationBatches }, () => images);
  const { model, encode } = await quantize(classifier, { calibration });
  const compiled = await compile(model, { providers });
  return { logits: compiled.run, fileBytes: encode().length };
}
