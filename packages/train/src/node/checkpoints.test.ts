import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ImageClassifier, multiClassHead } from '@convzoo/core';
import { useRuntime } from '@convzoo/runtime';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mountSmallDisk } from '../fixtures/small-disk.js';
import { smallNet } from '../fixtures/small-net.js';
import type { TrainingState } from '../state.js';
import { listCheckpoints, loadCheckpoint, loadNewestCheckpoint, saveCheckpoint } from './checkpoints.node.js';
import { parseProgress } from './parse-progress.js';

beforeAll(async () => {
  await useRuntime('wasm');
});

let root = '';
let classifier: ImageClassifier;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'convzoo-checkpoints-'));
  classifier = smallNet({ head: multiClassHead(['dark', 'bright']), inputShape: [8, 8, 1] });
});
afterEach(async () => {
  classifier.dispose();
  await rm(root, { recursive: true });
});

describe('a checkpoint', () => {
  const state = async (step: number): Promise<TrainingState> => ({
    weights: await classifier.stateDict(),
    optimizer: new Map([['momentum/x', { dtype: 'float32', shape: [2], data: Float32Array.of(0.1, step) }]]),
    progress: {
      formatVersion: 1,
      run: {
        architecture: 'small-net',
        head: 'multi-class',
        classes: ['dark', 'bright'],
        optimizer: 'sgd',
        samples: 20,
        data: '0',
        learningRate: 0.1,
      },
      seed: 0,
      stepsPerEpoch: 5,
      epoch: 0,
      stepInEpoch: step,
      step,
      lossSum: 1 / 3,
      history: [],
    },
  });

  test('comes back as it was', async () => {
    const saved = await state(3);
    await saveCheckpoint(root, saved, 1);
    const path = (await listCheckpoints(root))[0]!;
    expect(await loadCheckpoint(path)).toEqual(saved);
    const withAverage = { ...saved, ema: saved.weights };
    await saveCheckpoint(root, withAverage, 1);
    expect(await loadCheckpoint(path)).toEqual(withAverage);
  });

  test('what an earlier process did not finish is not taken for one, and goes', async () => {
    mkdirSync(join(root, 'step-000000009-epoch-00001.unfinished'));
    expect(await listCheckpoints(root)).toEqual([]);
    await saveCheckpoint(root, await state(1), 2);
    expect(await readdir(root)).toEqual(['step-000000001-epoch-00001']);
  });

  test('only the newest are kept', async () => {
    for (const step of [8, 9, 10, 11]) await saveCheckpoint(root, await state(step), 2);
    expect(await readdir(root)).toEqual(['step-000000010-epoch-00001', 'step-000000011-epoch-00001']);
  });

  test('of another kind or in part is refused by name', async () => {
    await saveCheckpoint(root, await state(1), 1);
    const path = (await listCheckpoints(root))[0]!;
    expect(() => parseProgress('{"formatVersion":9}', 'progress.json')).toThrow('format version 1');
    expect(() => parseProgress('{"formatVersion":1', 'progress.json')).toThrow('found {"formatVersion":1.');
    await writeFile(join(path, 'progress.json'), '{"formatVersion":9}');
    await expect(loadCheckpoint(path)).rejects.toThrow(
      'expected the content that the checkpoint was written with',
    );
    await rm(join(path, 'progress.json'));
    await expect(loadCheckpoint(path)).rejects.toMatchObject({ code: 'file-error' });
  });

  test.each<[string, (path: string) => Promise<void>]>([
    [
      'with one byte changed',
      async (path) => {
        const bytes = await readFile(join(path, 'model.safetensors'));
        bytes[bytes.length - 3]! ^= 1;
        await writeFile(join(path, 'model.safetensors'), bytes);
      },
    ],
    ['without a part', (path) => rm(join(path, 'optimizer.safetensors'))],
    ['with cut progress', (path) => writeFile(join(path, 'progress.json'), '{"formatVersion":1,')],
    ['without its hashes', (path) => rm(join(path, 'hashes.json'))],
    ['with cut hashes', (path) => writeFile(join(path, 'hashes.json'), '{')],
  ])('%s is passed over for the one before, and said', async (_, damage) => {
    const first = await state(1);
    await saveCheckpoint(root, first, 3);
    await saveCheckpoint(root, await state(2), 3);
    await damage((await listCheckpoints(root))[0]!);
    const newest = (await loadNewestCheckpoint(root))!;
    expect(newest.state).toEqual(first);
    expect(newest.damaged.map(({ message }) => message)).toEqual([expect.stringContaining('step-000000002')]);
    await damage((await listCheckpoints(root))[1]!);
    await expect(loadNewestCheckpoint(root)).rejects.toThrow(
      /step-000000002.*No checkpoint of the run is whole/,
    );
  });

  test('that a full disk cannot hold is an error, and the one before stays whole', async ({ skip }) => {
    const small = mountSmallDisk(join(root, 'disk'), 128);
    if (small === undefined) return skip('mounting a small file system needs root');
    try {
      const first = await state(1);
      await saveCheckpoint(small, first, 2);
      await expect(
        (async () => {
          for (let step = 2; step < 20; step++) await saveCheckpoint(small, await state(step), 20);
        })(),
      ).rejects.toMatchObject({ code: 'file-error', message: expect.stringContaining('full disk') });
      const names = await readdir(small);
      expect(names.filter((name) => name.endsWith('.unfinished'))).toEqual([]);
      expect(await loadCheckpoint(join(small, names[0]!))).toEqual(first);
      expect((await loadCheckpoint((await listCheckpoints(small))[0]!)).weights).toEqual(first.weights);
    } finally {
      spawnSync('umount', [small]);
    }
  });
});
