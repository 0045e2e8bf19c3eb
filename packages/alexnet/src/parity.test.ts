import '@tensorflow/tfjs-backend-wasm';
import { multiClassHead } from '@convzoo/core';
import { type ParityCase, parityErrors } from '@convzoo/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import parity from './fixtures/parity.json' with { type: 'json' };
import * as models from './index.js';

const cases: readonly ParityCase[] = parity.cases;
const builders = new Map(Object.entries(models));

beforeAll(async () => {
  await tf.setBackend('wasm');
});

test.each(cases)('$model $batch x $height x $width $options equals PyTorch', async (record) => {
  const classifier = builders.get(record.model)!({
    head: multiClassHead(record.classes),
    inputShape: [record.height, record.width],
    ...record.options,
  });
  const errors = await parityErrors(classifier, record);
  classifier.dispose();
  expect(errors.logits).toBeLessThan(1e-4);
  expect(errors.lastConv).toBeLessThan(1e-4);
});
