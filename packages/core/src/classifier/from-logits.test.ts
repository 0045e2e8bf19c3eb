import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { multiClassHead } from '../heads/multi-class.js';
import type { ModelDescription } from './description.js';
import { classifierFromLogits } from './from-logits.js';

beforeAll(() => tf.setBackend('cpu'));

const description: ModelDescription = {
  schema: 1,
  architecture: { name: 'tiny', options: {} },
  head: { kind: 'multi-class', classes: ['cat', 'dog'] },
  versions: {},
};
const classifier = (scores: readonly number[]) =>
  classifierFromLogits({
    head: multiClassHead(['cat', 'dog']),
    inputShape: [1, 1, 1],
    description,
    logits: async () => Float32Array.from(scores),
    dispose: () => {},
  });

test.each([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])('scores of %s are an error, not a label', async (text, score) => {
  const model = classifier([1, 2, 3, score]);
  for (const compute of [model.logits, model.predict]) {
    await expect(compute(new Float32Array(2))).rejects.toThrow(
      `scores of tiny: expected finite numbers, found ${text} for "dog" of image 1`,
    );
  }
});

test('finite scores are given as they are', async () => {
  expect([...(await classifier([1, -1e30]).logits(new Float32Array(1)))]).toEqual([1, Math.fround(-1e30)]);
});
