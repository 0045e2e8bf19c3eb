import { multiClassHead } from '@convzoo/core';
import { createDataset } from '@convzoo/data';
import { useRuntime } from '@convzoo/runtime';
import { beforeAll, expect, test } from 'vitest';
import { describeFineTuning, fineTuneOptions, fineTuneSettings } from './fine-tune.js';
import { smallNet } from './fixtures/small-net.js';
import { train } from './train.js';

beforeAll(async () => {
  await useRuntime('wasm');
});

const data = (count: number) =>
  createDataset(
    ['dark', 'bright'],
    Array.from({ length: count }, (_, i) => ({
      id: `${i}`,
      label: i % 2,
      load: async () => ({
        data: new Uint8Array(64).fill(100 * (i % 2) + 20),
        width: 8,
        height: 8,
        channels: 1 as const,
      }),
    })),
  );
const create = () => smallNet({ head: multiClassHead(['dark', 'bright']), inputShape: [8, 8, 1] });

test('the head learns alone first, at the end everything does', () => {
  const classifier = create();
  const features = { epoch: 0, upTo: classifier.lastConv.name };
  const stages = (epochs: number) => fineTuneSettings(classifier, data(1000), { epochs }).freezing;
  expect(stages(20)).toEqual([features, { epoch: 2 }]);
  expect(stages(4)).toEqual([features, { epoch: 1 }]);
  expect(stages(1)).toEqual([features]);
  classifier.dispose();
});

test('what is given stays, and the rate suits its optimizer', () => {
  const classifier = create();
  const given = { epochs: 4, freezing: [], augmentation: 'none', optimizer: { kind: 'sgd' } } as const;
  expect(fineTuneSettings(classifier, data(1000), given)).toEqual({
    batchSize: 32,
    optimizer: { kind: 'sgd' },
    learningRate: 0.005,
    schedule: { kind: 'cosine' },
    clipNorm: 1,
    augmentation: 'none',
    freezing: [],
  });
  expect(fineTuneSettings(classifier, data(1000), { epochs: 4 }).learningRate).toBe(0.001);
  classifier.dispose();
});

test('says what learns when', () => {
  const classifier = create();
  const says = (given: Parameters<typeof fineTuneSettings>[2]) =>
    describeFineTuning(given.epochs, fineTuneSettings(classifier, data(1000), given));
  expect(says({ epochs: 10 })).toBe(
    'training what follows relu3 for 1 epoch, then all layers for 9 epochs: ' +
      'adamw, learning rate 0.001, augmentation crop-flip',
  );
  expect(says({ epochs: 1, freezing: [] })).toContain('training the layers that are not frozen: ');
  classifier.dispose();
});

test.each([
  [10_000, 32],
  [100, 12],
  [3, 1],
])('of %i images a batch has %i', (count, batchSize) => {
  const classifier = create();
  expect(fineTuneSettings(classifier, data(count), { epochs: 2 }).batchSize).toBe(batchSize);
  classifier.dispose();
});

test('are options that train accepts', async () => {
  const classifier = create();
  const images = data(16);
  const { ended } = await train(classifier, images, fineTuneOptions(classifier, images, { epochs: 2 }));
  expect(ended).toBe('finished');
  classifier.dispose();
});
