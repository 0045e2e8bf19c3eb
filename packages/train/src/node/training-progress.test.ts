import { expect, test } from 'vitest';
import { epochLine, stepWork } from './training-progress.js';

test('a step shows where the run is', () => {
  const report = { epoch: 0, step: 3, totalSteps: 100, loss: 0.5, learningRate: 0.0123456, images: 32 };
  expect(stepWork({ ...report, dataSeconds: 0.1, seconds: 2 }, 2)).toEqual({
    text: 'epoch 1/2  loss 0.5000  lr 0.0123',
    done: 96,
    total: 3200,
    unit: 'images',
  });
});

test('an epoch leaves its losses and the first metric', () => {
  const summary = { epoch: 0, step: 50, loss: 0.25, learningRate: 0.1 };
  expect(epochLine(summary, 2)).toBe('epoch 1/2  loss 0.2500');
  const validation = { loss: 0.75, metrics: { accuracy: 0.875, macroF1: 0.5 } };
  expect(epochLine({ ...summary, validation }, 2)).toBe(
    'epoch 1/2  loss 0.2500  validation loss 0.7500  accuracy 0.8750',
  );
});
