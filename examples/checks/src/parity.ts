import '@tensorflow/tfjs-backend-wasm';
import {
  type ClassifierBuilder,
  describeArchitecture,
  type ImageClassifier,
  multiClassHead,
  type Size,
} from '@convzoo/core';
import { type ParityCase, parityErrors } from '@convzoo/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';

/** Tests that a network has the size and, with closed-form weights, the results of torchvision's. */
export function parityTests(builder: ClassifierBuilder, cases: readonly ParityCase[], size: Size): void {
  const build = ({ classes, height, width }: ParityCase): ImageClassifier =>
    builder({ head: multiClassHead(classes), inputShape: [height, width] });

  beforeAll(async () => {
    await tf.setBackend('wasm');
  });

  test('has torchvision’s size', () => {
    expect(describeArchitecture(builder.architecture(), multiClassHead(1000)).size).toEqual(size);
  });

  test.each(cases)('$batch x $height x $width equals torchvision', async (record) => {
    const classifier = build(record);
    const errors = await parityErrors(classifier, record);
    classifier.dispose();
    expect(errors.logits).toBeLessThan(1e-4);
    expect(errors.lastConv).toBeLessThan(1e-4);
  });
}
