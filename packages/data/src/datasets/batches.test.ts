import { multiClassHead } from '@convzoo/core';
import { ConvzooError } from '@convzoo/core/errors';
import type { Preprocessing } from '@convzoo/core/preprocess';
import { describe, expect, test } from 'vitest';
import { padAndCrop } from '../augment/crop.js';
import { mixup } from '../augment/mix.js';
import { toArray } from '../to-array.js';
import { type Batch, batches, batchesPerEpoch, type EpochOptions, epochBatches } from './batches.js';
import { createDataset, type Sample } from './dataset.js';

const { encode } = multiClassHead(['a', 'b', 'c']);
const preprocessing: Preprocessing = {
  resize: [4, 4],
  interpolation: 'bilinear',
  crop: [4, 4],
  scale: 1,
  mean: [0],
  std: [1],
  channelOrder: 'gray',
};
/** Image i is filled with i. */
const sample = (i: number): Sample => ({
  id: `${i}`,
  label: i % 3,
  load: async () => ({ data: new Uint8Array(16).fill(i), width: 4, height: 4, channels: 1 }),
});
const dataset = createDataset(
  ['a', 'b', 'c'],
  Array.from({ length: 10 }, (_, i) => sample(i)),
);
const options = { batchSize: 4, preprocessing, encode };
const epoch = (more: Partial<EpochOptions> = {}): Promise<Batch[]> =>
  toArray(epochBatches(dataset, { ...options, seed: 1, epoch: 0, ...more }));
const ids = (list: readonly Batch[]): string[] => list.flatMap(({ samples }) => samples.map(({ id }) => id));

test('batches hold all samples in order, the last being smaller', async () => {
  const list = await toArray(batches(dataset, options));
  expect(list.map(({ samples }) => samples.length)).toEqual([4, 4, 2]);
  expect(ids(list)).toEqual(dataset.samples.map(({ id }) => id));
  expect(list[1]!.inputs).toEqual(Float32Array.from({ length: 64 }, (_, i) => 4 + Math.floor(i / 16)));
  expect([...list[0]!.targets]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0]);
});

describe('an epoch', () => {
  test('has whole batches in an order of its own', async () => {
    const [first, second] = [await epoch(), await epoch({ epoch: 1 })];
    expect(first.map(({ samples }) => samples.length)).toEqual([4, 4]);
    expect(batchesPerEpoch(dataset, 4)).toBe(2);
    expect(ids(first)).not.toEqual(ids(second));
    expect(new Set(ids(first)).size).toBe(8);
    expect(ids(await epoch({ seed: 2 }))).not.toEqual(ids(first));
  });

  test('can be taken up in its middle', async () => {
    const more = { batchSize: 2, augmentation: padAndCrop(2), mix: mixup(0.5) };
    const whole = await epoch(more);
    expect(await epoch({ ...more, from: 3 })).toEqual(whole.slice(3));
  });

  test('augments the images, differently in each epoch', async () => {
    const plain = await epoch();
    const augmented = await epoch({ augmentation: padAndCrop(2) });
    expect(ids(augmented)).toEqual(ids(plain));
    expect(augmented[0]!.inputs).not.toEqual(plain[0]!.inputs);
  });

  test('does not resize an augmented image that has the right size', async () => {
    const larger = { ...preprocessing, resize: 6 };
    expect((await epoch({ preprocessing: larger }))[0]!.inputs).toEqual((await epoch())[0]!.inputs);
  });

  test('crops an image that has the right height alone', async () => {
    const columns = Uint8Array.from({ length: 32 }, (_, i) => i % 8);
    const load = async () => ({ data: columns, width: 8, height: 4, channels: 1 }) as const;
    const wide = createDataset(['a', 'b', 'c'], [{ id: 'wide', label: 0, load }]);
    const shorterSide = { ...options, preprocessing: { ...preprocessing, resize: 4 }, seed: 1, epoch: 0 };
    const [batch] = await toArray(epochBatches(wide, shorterSide));
    expect([...batch!.inputs].slice(0, 4)).toEqual([2, 3, 4, 5]);
  });

  test('smaller than a batch is one batch', async () => {
    expect((await epoch({ batchSize: 64 })).map(({ samples }) => samples.length)).toEqual([10]);
  });
});

describe('an image that cannot be read', () => {
  const broken = createDataset(
    dataset.classes,
    dataset.samples.map((one, i) => ({
      ...one,
      load: async () => {
        if (i >= 4 && i <= 8)
          throw new ConvzooError('invalid-image', { subject: one.id, expected: 'x', found: 'y' });
        return await one.load();
      },
    })),
  );

  test('ends the iteration', async () => {
    await expect(toArray(batches(broken, options))).rejects.toThrow('4: expected x, found y.');
  });

  test('is reported and left out with onError; a batch without images does not come', async () => {
    const reported: string[] = [];
    const onError = (_: unknown, { id }: Sample) => reported.push(id);
    const list = await toArray(batches(broken, { ...options, onError }));
    expect(reported).toEqual(['4', '5', '6', '7', '8']);
    expect(list.map(({ index }) => index)).toEqual([0, 2]);
    expect(ids(list)).toEqual(['0', '1', '2', '3', '9']);
    expect(list[1]!.inputs).toHaveLength(16);
  });

  test('hides no other error', async () => {
    const bad = { ...options, onError: () => {}, encode: () => encode(9) };
    await expect(toArray(batches(dataset, bad))).rejects.toThrow('class index');
  });
});

test.each([0, 1.5, Number.NaN])('refuses a batch size of %d', async (batchSize) => {
  await expect(toArray(batches(dataset, { ...options, batchSize }))).rejects.toThrow('batch size');
});
