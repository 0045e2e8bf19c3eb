import { readFile } from 'node:fs/promises';
import type { ImageClassifier } from '@convzoo/core';
import { compile, type QuantizedModel, quantize } from '@convzoo/onnx';
import { writeAtomically } from '@convzoo/weights';
import { randomImages } from './images.js';
import type { StoredNetwork } from './loading.js';
import type { Precision } from './subject.js';

export interface CompiledNetwork {
  /** Of images [batch, height, width, channels]. */
  readonly logits: (images: Float32Array) => Promise<Float32Array>;
  /** Size of the ONNX file, where one was made on the way. */
  readonly fileBytes?: number;
  dispose(): void;
}

/** Compiles a network for ONNX Runtime without TF.js. */
export async function compileNetwork(
  classifier: ImageClassifier,
  { provider, precision, batch }: { provider: string; precision: Precision; batch: number },
): Promise<CompiledNetwork> {
  const providers = [provider];
  if (precision === 'float32') return await compile(classifier, { providers, batch, cache: false });
  const { model, encode } = await quantizeNetwork(classifier);
  const compiled = await compile(model, { providers });
  return { logits: compiled.run, fileBytes: encode().length, dispose: () => compiled.dispose() };
}

/** An int8 network in an ONNX file, which is loaded for ONNX Runtime without TF.js. */
export async function storeInt8(
  classifier: ImageClassifier,
  file: string,
  provider: string,
): Promise<StoredNetwork> {
  const bytes = (await quantizeNetwork(classifier)).encode();
  await writeAtomically(file, [bytes]);
  return {
    load: async () => await compile(await readFile(file), { providers: [provider] }),
    fileBytes: bytes.length,
  };
}

/** Batches of noise that the ranges of activations are taken from: speed does not depend on their values. */
const calibrationBatches = 2;
const calibrationBatchSize = 2;

async function quantizeNetwork(classifier: ImageClassifier): Promise<QuantizedModel> {
  const images = randomImages(calibrationBatchSize, classifier.architecture.inputShape);
  return await quantize(classifier, {
    calibration: Array.from({ length: calibrationBatches }, () => images),
  });
}
