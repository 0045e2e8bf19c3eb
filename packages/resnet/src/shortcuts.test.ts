import { multiClassHead } from '@convzoo/core';
import { closedFormImages } from '@convzoo/core/testing';
import { useRuntime } from '@convzoo/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import type { ResNetOptions } from './index.js';
import { resnet20, resnet44 } from './index.js';

beforeAll(async () => {
  await useRuntime('wasm');
});

/** Gradient norm of the first block's kernel over that of the last one, before any training. */
function growth(builder: typeof resnet20, options: ResNetOptions): number {
  const head = multiClassHead(4);
  const classifier = builder({ head, width: 0.25, inputShape: [8, 8], ...options });
  const images = closedFormImages(4, [8, 8, 3]);
  const targets = tf.tensor2d([0, 1, 2, 3].map((i) => [...head.encode(i)]));
  const { grads } = tf.variableGrads(() => head.loss(targets, classifier.trainingLogits(images)));
  const norms = classifier.model.trainableWeights
    .filter(({ originalName }) => /^layer.*kernel$/.test(originalName))
    .map(({ name }) => tf.norm(grads[name]!).dataSync()[0]!);
  tf.dispose([grads, images, targets]);
  classifier.dispose();
  return norms[0]! / norms.at(-1)!;
}

test.each([['v1.5'], ['v2']] as const)(
  'shortcuts of %s keep gradients alike over depth, plain nets do not',
  (variant) => {
    const plain =
      growth(resnet44, { variant, residual: false }) / growth(resnet20, { variant, residual: false });
    const residual = growth(resnet44, { variant }) / growth(resnet20, { variant });
    expect(plain).toBeGreaterThan(20);
    expect(residual).toBeLessThan(5);
  },
);

test('an identity mapping passes its input on untouched where the branch is zero', () => {
  const classifier = resnet20({
    head: multiClassHead(2),
    width: 0.25,
    variant: 'v2',
    zeroInitResidual: true,
  });
  const images = closedFormImages(1, [32, 32, 3]);
  const { 'layer1.2.add': tap } = classifier.taps;
  const stem = classifier.model.getLayer('conv1').getWeights()[0]!;
  const expected = tf.conv2d(images, stem as tf.Tensor4D, 1, 'same').dataSync();
  const actual = tap!.features(images).dataSync();
  expect(Math.max(...actual.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(1e-5);
  classifier.dispose();
});
