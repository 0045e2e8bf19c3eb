import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ConvzooError } from '@convzoo/core';
import { cifar10Preprocessing } from '@convzoo/core/preprocess';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Model } from '../model/model.js';
import { classifyFiles, evenBatch, type LabeledFile } from './classify-files.js';

const photo = fileURLToPath(new URL('../../../data/fixtures/chelsea.jpg', import.meta.url));
const imageSize = cifar10Preprocessing.crop[0] * cifar10Preprocessing.crop[1] * 3;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convzoo-classify-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** Counts the images that it labels, and the batches. */
function countingEngine() {
  const batches: number[] = [];
  let seen = 0;
  const engine: Pick<Model, 'preprocessing' | 'classifyInputs'> = {
    preprocessing: cifar10Preprocessing,
    classifyInputs: async (images) => {
      const count = images.length / imageSize;
      batches.push(count);
      return Array.from({ length: count }, () => [{ label: `${seen++}`, index: 0, score: 1 }]);
    },
  };
  return { engine, batches };
}

async function photos(count: number, broken: readonly number[]): Promise<string[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const path = join(folder, `${count}-${i}.jpg`);
      await (broken.includes(i) ? writeFile(path, 'no image') : copyFile(photo, path));
      return path;
    }),
  );
}

describe('classifyFiles', () => {
  test('labels files in order, in batches, and leaves out those that are no images', async () => {
    const paths = await photos(73, [0, 5, 72]);
    const { engine, batches } = countingEngine();
    const failed: string[] = [];
    const found: LabeledFile[] = [];
    for await (const group of classifyFiles(engine, paths, {
      batch: 3,
      decoding: {},
      onError: (_: ConvzooError, image) => failed.push(image),
      signal: new AbortController().signal,
    })) {
      found.push(...group);
    }
    expect(failed).toEqual([paths[0], paths[5], paths[72]]);
    expect(found.map(({ image }) => image)).toEqual(paths.filter((path) => !failed.includes(path)));
    expect(found.map(({ predictions }) => predictions[0]!.label)).toEqual(found.map((_, i) => `${i}`));
    // The 66 that are decoded together lack two.
    expect(batches).toEqual([...Array.from({ length: 21 }, () => 3), 1, 3, 3]);
  });

  test('stops between batches', async () => {
    const paths = await photos(9, []);
    const { engine, batches } = countingEngine();
    const stop = new AbortController();
    const labeled = classifyFiles(engine, paths, {
      batch: 2,
      decoding: {},
      onError: () => {},
      signal: stop.signal,
    });
    await labeled.next();
    stop.abort();
    await expect(labeled.next()).rejects.toThrow('aborted');
    expect(batches).toEqual([2]);
  });

  test('hears of an event that comes while the network computes', async () => {
    const paths = await photos(9, []);
    const { engine, batches } = countingEngine();
    const stop = new AbortController();
    const labeled = classifyFiles(engine, paths, {
      batch: 2,
      decoding: {},
      onError: () => {},
      signal: stop.signal,
    });
    await labeled.next();
    setImmediate(() => stop.abort());
    const rest = async () => {
      for await (const _ of labeled);
    };
    await expect(rest()).rejects.toThrow('aborted');
    expect(batches.length).toBeLessThan(3);
  });
});

test.each([
  [1, 8, 1],
  [8, 8, 8],
  [9, 8, 5],
  [17, 8, 6],
  [100, 8, 8],
])('%i images in batches of at most %i are in batches of %i', (images, most, expected) => {
  expect(evenBatch(images, most)).toBe(expected);
});
