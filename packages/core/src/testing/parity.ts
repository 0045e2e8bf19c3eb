import * as tf from '@tensorflow/tfjs-core';
import type { ImageClassifier } from '../classifier/image-classifier.js';
import { relativeError, take } from './assertions.js';
import { closedFormValues, closedFormWeights } from './closed-form.js';

/** What another implementation computes with closed-form weights; `tools/parity` writes such records. */
export interface ParityCase {
  readonly model: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly classes: number;
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  /** float32 [batch, classes] in base64. */
  readonly logits: string;
  /**
   * Every `step`-th value of the last conv activation [batch, height, width, channels], float32 in base64.
   */
  readonly lastConv: { readonly step: number; readonly values: string };
}

export interface ParityErrors {
  /** Largest difference over the largest magnitude. */
  readonly logits: number;
  readonly lastConv: number;
}

/** Gives a classifier closed-form weights and compares it with another implementation's record. */
export async function parityErrors(classifier: ImageClassifier, record: ParityCase): Promise<ParityErrors> {
  classifier.loadStateDict(closedFormWeights(await classifier.stateDict()));
  const x = closedFormImages(record.batch, classifier.architecture.inputShape);
  const logits = await take(classifier.logits(x));
  const map = await take(classifier.lastConv.features(x));
  x.dispose();
  const { step, values } = record.lastConv;
  const expected = float32FromBase64(values);
  return {
    logits: relativeError(logits, float32FromBase64(record.logits)),
    lastConv: relativeError(
      expected.map((_, i) => map[i * step]!),
      expected,
    ),
  };
}

/** The images of `tools/parity`: noise in [-2, 2), drawn in PyTorch's order. */
export function closedFormImages(
  batch: number,
  [height, width, channels]: readonly [height: number, width: number, channels: number],
): tf.Tensor4D {
  return tf.tidy(() => {
    const values = closedFormValues('input', batch * channels * height * width);
    const channelsFirst = tf.tensor4d(values, [batch, channels, height, width]);
    return tf.mul<tf.Tensor4D>(tf.transpose(channelsFirst, [0, 2, 3, 1]), 2);
  });
}

export function float32FromBase64(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer);
}
