import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { multiClassHead, type Pixels } from '@convzoo/core';
import { createDataset, type Dataset } from '@convzoo/data';
import { resnet20 } from '@convzoo/resnet';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { fineTune } from './fine-tune.js';
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
  test('opens a base by its name, and frees it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'convzoo-fine-tune-'));
    const saved = base();
    await saved.save(folder);
    saved.dispose();
    const tensors = tf.memory().numTensors;
    const tuned = await fineTune(folder, squares, { epochs: 1, batchSize: 60 });
    expect(tuned.head.classes).toEqual(['dark', 'bright']);
    tuned.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
    await rm(folder, { recursive: true });
  });

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
    expect(notes).toEqual([
      'training what follows layer3.2.relu for 1 epoch, then all layers for 5 epochs: ' +
        'adamw, learning rate 0.001, augmentation crop-flip',
    ]);
    expect(tuned.head.classes).toEqual(['dark', 'bright']);
    const labels = await tuned.classify(Array.from({ length: 8 }, (_, i) => square(100 + i)));
    const right = labels.filter(([best], i) => best?.label === (i % 2 === 0 ? 'dark' : 'bright'));
    expect(right.length).toBeGreaterThanOrEqual(7);
    expect(tuned.training).toMatchObject({
      epochs: 6,
      split: { seed: 0, validation: 0.1 },
      evaluatedOn: 'validation',
      images: 12,
      metrics: { accuracy: expect.any(Number) },
    });
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
