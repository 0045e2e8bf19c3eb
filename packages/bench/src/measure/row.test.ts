import { expect, test } from 'vitest';
import { facts, subject } from '../fixtures/rows.js';
import { type Facts, rowOf } from './row.js';

test('rounds are pooled: samples together, times of single events by their median, memory by the worst', () => {
  const second: Facts = { ...facts, durationsMs: [10, 30], firstMs: 100, peakMemoryBytes: 1e9 };
  const row = rowOf(subject(), [facts, second]);
  expect(row).toMatchObject({ samples: 8, firstMs: (345.5 + 100) / 2, peakMemoryBytes: 1e9, warmups: 8 });
  // 48 ms and 40 ms for 6 and 2 batches of 8.
  expect(row.imagesPerSecond).toBeCloseTo((8 * 8) / 0.088, 6);
  expect(row.latencyMs).toMatchObject({ min: 7, p50: 8, max: 30 });
  expect(row.parameters).toBe(61_100_840);
  expect(row.rounds).toEqual([facts, second]);
});

test('before anything is known a row has its subject, and nulls', () => {
  const row = rowOf(subject({ requested: 'compiled:cuda' }), []);
  expect(row).toMatchObject({ runtime: 'compiled', provider: 'cuda', latencyMs: null, samples: 0 });
  expect(row.parameters).toBeNull();
  expect(row.error).toBeUndefined();
});

test('a round that failed keeps what the others measured', () => {
  const row = rowOf(subject(), [facts, { runtime: 'wasm', error: 'out of memory' }]);
  expect(row).toMatchObject({ error: 'out of memory', samples: 6, device: 'A Processor' });
});

test('backward and update are differences of medians, and never negative', () => {
  const passes = { dataMs: [1, 2, 3], forwardMs: [10, 10, 40], gradientsMs: [30, 31, 32] };
  const steps = { ...facts, durationsMs: [35, 36, 99], passes };
  const training = subject({ measure: 'training' });
  expect(rowOf(training, [steps]).parts).toEqual({ dataMs: 2, forwardMs: 10, backwardMs: 21, updateMs: 5 });
  const faster = rowOf(training, [{ ...steps, durationsMs: [20] }]);
  expect(faster.parts?.updateMs).toBe(0);
});

test('an explanation costs so many predictions of its own process', () => {
  const row = rowOf(subject({ measure: 'explanation' }), [{ ...facts, predictionsMs: [3, 4, 5] }]);
  expect(row.predictionsPerExplanation).toBe(2);
});

test('accuracy is a mean over seeds with its standard deviation', () => {
  const run = (seed: number, value: number): Facts => ({
    accuracy: {
      data: 'digits',
      seed,
      metric: 'accuracy',
      metrics: { accuracy: value },
      loss: 1,
      testImages: 10,
      budget: { images: 20, epochs: 1, batchSize: 5 },
      width: 0.25,
      curve: [],
      seconds: 1,
    },
  });
  const { accuracy } = rowOf(subject({ measure: 'accuracy' }), [run(0, 0.8), run(1, 0.9), run(2, 1)]);
  expect(accuracy).toMatchObject({ metric: 'accuracy', seeds: [0, 1, 2], values: [0.8, 0.9, 1] });
  expect(accuracy?.mean).toBeCloseTo(0.9, 12);
  expect(accuracy?.spread).toBeCloseTo(0.1, 12);
});

test('the load of the worst round counts', () => {
  const busy = { ...facts, load: { before: 0, others: 1.5 } };
  expect(rowOf(subject(), [busy, facts]).load).toEqual({ before: 0.1, others: 1.5 });
});
