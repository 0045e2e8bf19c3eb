import type { Pixels } from '@convzoo/core/preprocess';
import { beforeAll, describe, expect, test } from 'vitest';
import { createDataset, type Dataset } from '../datasets/dataset.js';
import { classCounts } from '../datasets/labels.js';
import { digitScenes } from './digit-scenes.js';
import { mnistDigits } from './mnist-digits.js';

let train: Dataset;
let test_: Dataset;
beforeAll(async () => {
  ({ train, test: test_ } = await mnistDigits());
});

describe('mnistDigits', () => {
  test('has 10 000 digits, a fifth of each for testing', () => {
    expect([train.samples.length, test_.samples.length]).toEqual([8000, 2000]);
    const all = classCounts(train).map((count, digit) => count + classCounts(test_)[digit]!);
    expect(all).toEqual([1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]);
    classCounts(test_).forEach((count, digit) => {
      expect(Math.abs(count - all[digit]! / 5)).toBeLessThan(1.5);
    });
  });

  test('has 28 x 28 gray levels, white on black, of which a one is thinner than a nought', async () => {
    const ink = async (label: string): Promise<number> => {
      const images = await Promise.all(
        test_.samples.filter((sample) => sample.label === label).map((sample) => sample.load()),
      );
      const described = images.map(({ width, height, channels, data }) =>
        [width, height, channels, data.length, data[0]].join(),
      );
      expect(new Set(described)).toEqual(new Set(['28,28,1,784,0']));
      return images.reduce((sum, { data }) => sum + total(data), 0) / images.length / 784;
    };
    const [noughts, ones] = [await ink('0'), await ink('1')];
    expect(noughts).toBeGreaterThan(35);
    expect(noughts).toBeLessThan(55);
    expect(ones).toBeLessThan(25);
  });
});

describe('digitScenes', () => {
  test('follow from the seed, each scene on its own', async () => {
    const few = await digitScenes(test_, { count: 3, seed: 4 });
    const many = await digitScenes(test_, { count: 30, seed: 4 });
    const other = await digitScenes(test_, { count: 3, seed: 5 });
    const described = ({ samples }: Dataset) => samples.slice(0, 3).map(({ label, boxes }) => [label, boxes]);
    expect(described(few)).toEqual(described(many));
    expect(described(other)).not.toEqual(described(few));
    expect(await few.samples[2]!.load()).toEqual(await many.samples[2]!.load());
  });

  test('have one to four digits, whose boxes are tight, apart and the labels', async () => {
    const scenes = await digitScenes(test_, { count: 60 });
    const sizes = new Set<number>();
    for (const { label, boxes, load } of scenes.samples) {
      sizes.add(boxes!.length);
      expect(new Set(boxes!.map((box) => box.label))).toEqual(new Set(label as string[]));
      const image = await load();
      expect([image.width, image.height]).toEqual([64, 64]);
      const inside = new Set<number>();
      for (const { x, y, width, height } of boxes!) {
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
        expect(Math.max(x + width, y + height)).toBeLessThanOrEqual(64);
        const edges = [rowInk(image, y, x, width), rowInk(image, y + height - 1, x, width)];
        expect(Math.min(...edges)).toBeGreaterThan(0);
        for (let row = y; row < y + height; row++) {
          for (let column = x; column < x + width; column++) inside.add(row * 64 + column);
        }
      }
      expect(inside.size).toBe(boxes!.reduce((area, { width, height }) => area + width * height, 0));
      expect(image.data.findIndex((value, i) => value > 0 && !inside.has(i))).toBe(-1);
    }
    expect([...sizes].toSorted()).toEqual([1, 2, 3, 4]);
  });

  test('leave out digits that find no room', async () => {
    const scenes = await digitScenes(createDataset(test_.classes, test_.samples.slice(0, 50)), {
      count: 5,
      size: 30,
      digits: [9, 9],
    });
    for (const { boxes } of scenes.samples) expect(boxes!.length).toBeLessThan(9);
  });
});

function rowInk({ data, width }: Pixels, y: number, x: number, length: number): number {
  return total(data.subarray(y * width + x, y * width + x + length));
}

function total(samples: Iterable<number>): number {
  let sum = 0;
  for (const sample of samples) sum += sample;
  return sum;
}
