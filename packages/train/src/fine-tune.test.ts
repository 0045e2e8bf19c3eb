import { multiClassHead } from '@convzoo/core';
import { createDataset } from '@convzoo/data';
import { useRuntime } from '@convzoo/runtime';
import { beforeAll, expect, test } from 'vitest';
import { fineTuneOptions } from './fine-tune.js';
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

test('from trained weights the head learns alone first, at a lower rate', () => {
  const classifier = create();
  const long = fineTuneOptions(classifier, data(1000), { epochs: 20 });
  expect(long.freezing).toEqual([{ epoch: 0, upTo: classifier.lastConv.name }, { epoch: 2 }]);
  const short = fineTuneOptions(classifier, data(1000), { epochs: 1 });
  expect(short.freezing).toEqual([{ epoch: 0, upTo: classifier.lastConv.name }]);
  const scratch = fineTuneOptions(classifier, data(1000), { epochs: 20, pretrained: false });
  expect(scratch.freezing).toBeUndefined();
  expect(long.learningRate!).toBeLessThan(scratch.learningRate!);
  classifier.dispose();
});

test.each([
  [10_000, 32],
  [100, 12],
  [3, 1],
])('of %i images a batch has %i', (count, batchSize) => {
  const classifier = create();
  expect(fineTuneOptions(classifier, data(count), { epochs: 2 }).batchSize).toBe(batchSize);
  classifier.dispose();
});

test('are options that train accepts', async () => {
  for (const pretrained of [true, false]) {
    const classifier = create();
    const images = data(16);
    const { ended } = await train(
      classifier,
      images,
      fineTuneOptions(classifier, images, { epochs: 2, pretrained }),
    );
    expect(ended).toBe('finished');
    classifier.dispose();
  }
});
