import { multiClassHead, type Pixels } from '@convzoo/core';
import { createDataset, type Dataset } from '@convzoo/data';
import { resnet20 } from '@convzoo/resnet';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { fineTune, fineTuningStages, headFor } from './fine-tune.js';
import type { Model } from './model/model.js';
import { modelOf } from './pretrained.js';

beforeAll(() => tf.setBackend('cpu'));

/** Squares that are dark or bright, with a little noise. */
const square = (i: number): Pixels => ({
  data: Uint8Array.from({ length: 64 * 3 }, (_, p) => ((i * 31 + p * 17) % 60) + (i % 2) * 150),
  width: 8,
  height: 8,
  channels: 3,
});

const squares: Dataset = createDataset(
  ['dark', 'bright'],
  Array.from({ length: 120 }, (_, i) => ({ id: `${i}`, label: i % 2, load: async () => square(i) })),
);

const base = (): Model =>
  modelOf(resnet20({ head: multiClassHead(5), width: 0.25, inputShape: [8, 8] }), { name: 'base' });

describe('fine-tuning', () => {
  test('teaches new classes, says what it does, and leaves the base as it was', async () => {
    const model = base();
    const before = await model.logits(square(0));
    const tensors = tf.memory().numTensors;
    const notes: string[] = [];
    const tuned = await fineTune(model, squares, {
      epochs: 6,
      batchSize: 8,
      onNote: (note) => notes.push(note),
    });
    expect(notes).toHaveLength(2);
    expect(tuned.head.classes).toEqual(['dark', 'bright']);
    const labels = await tuned.classify(Array.from({ length: 8 }, (_, i) => square(100 + i)));
    const right = labels.filter(([best], i) => best?.label === (i % 2 === 0 ? 'dark' : 'bright'));
    expect(right.length).toBeGreaterThanOrEqual(7);
    expect(tuned.training).toMatchObject({ epochs: 6, seed: 0, metrics: { accuracy: expect.any(Number) } });
    expect(await model.logits(square(0))).toEqual(before);
    tuned.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
    model.dispose();
  });

  test('can be stopped, and frees what it made', async () => {
    const model = base();
    const tensors = tf.memory().numTensors;
    const stop = new AbortController();
    const tuning = fineTune(model, squares, {
      signal: stop.signal,
      batchSize: 8,
      onStep: () => stop.abort(),
    });
    await expect(tuning).rejects.toThrow('aborted');
    expect(tf.memory().numTensors).toBe(tensors);
    model.dispose();
  });

  test('refuses data without images to train on', async () => {
    const model = base();
    await expect(fineTune(model, { test: squares })).rejects.toThrow('only test');
    model.dispose();
  });
});

test('the head learns alone first, then everything at a tenth of the rate', () => {
  expect(fineTuningStages(5)).toEqual([
    { learns: 'head', epochs: 2, learningRate: 0.05 },
    { learns: 'all', epochs: 3, learningRate: 0.005 },
  ]);
  expect(fineTuningStages(1)).toEqual([{ learns: 'head', epochs: 1, learningRate: 0.05 }]);
});

test.each([
  ['multi-class', 'a'],
  ['multi-class', 1],
  ['multi-label', ['a', 'b']],
] as const)('a %s head for labels like %j', (kind, label) => {
  const sample = { id: '0', label, load: async () => square(0) };
  expect(headFor(createDataset(['a', 'b'], [sample])).kind).toBe(kind);
});
