import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { multiClassHead } from '@convzoo/core';
import { openDataset } from '@convzoo/data';
import { encodePng } from '@convzoo/gradcam/overlay';
import { progressOn } from '@convzoo/report/terminal';
import { resnet20 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import { parseTrainConfig, prepareData, type TrainConfig, trainOptions } from '@convzoo/train';
import { runTraining } from '@convzoo/train/node';
import { parseSafetensors } from '@convzoo/weights';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pretrained } from '../pretrained.js';
import { writeTorchFolder } from './write-torch-folder.js';

const root = mkdtempSync(join(tmpdir(), 'convzoo-torch-'));
const run = join(root, 'run');
const config: TrainConfig = {
  data: join(root, 'photos'),
  model: 'resnet20',
  modelOptions: { inputShape: [16, 16], width: 0.25 },
  epochs: 2,
  batchSize: 4,
  validation: 0.25,
  learningRate: 0.1,
  optimizer: { kind: 'sgd', momentum: 0.8 },
  schedule: { kind: 'step', milestones: [2] },
  runtime: 'wasm',
};

beforeAll(async () => {
  await useRuntime('wasm');
  for (const name of ['bright', 'dark']) {
    mkdirSync(join(config.data, name), { recursive: true });
    for (let i = 0; i < 8; i++) {
      const data = new Uint8Array(20 * 16 * 3).fill(name === 'dark' ? i : 255 - i);
      await writeFile(
        join(config.data, name, `${i}.png`),
        encodePng({ data, width: 20, height: 16, channels: 3 }),
      );
    }
  }
  const data = prepareData(config, await openDataset(config.data));
  const head = multiClassHead(data.train.classes);
  const classifier = resnet20({ ...config.modelOptions, head, seed: 0 });
  const training = trainOptions(parseTrainConfig(config, 'test'), [16, 16]);
  const progress = progressOn({ write: () => true });
  await runTraining(classifier, { directory: run, data, training, config, progress });
  classifier.dispose();
});
afterAll(() => rmSync(root, { recursive: true }));

const json = (path: string): Record<string, unknown> => JSON.parse(readFileSync(path, 'utf8'));

test('a run goes on: network, weights, state, rates and split', async () => {
  const folder = join(root, 'torch');
  expect(await writeTorchFolder(folder, { run, config, epochs: 4 })).toEqual({ step: 6, steps: 12 });
  expect(readdirSync(folder).sort()).toEqual([
    'config.json',
    'model.safetensors',
    'network.json',
    'network.py',
    'optimizer.safetensors',
    'run.json',
    'train.py',
  ]);
  const { rates, images, optimizer, step, batchSize } = json(join(folder, 'run.json'));
  expect({ step, batchSize }).toEqual({ step: 6, batchSize: 4 });
  expect(rates).toEqual([...Array(6).fill(0.1), ...Array(6).fill(expect.closeTo(0.01))]);
  expect(optimizer).toEqual({
    kind: 'sgd',
    momentum: 0.8,
    nesterov: false,
    weightDecay: 0,
    decay: 'coupled',
  });
  const { root: photos, train, validation } = images as Record<string, [string, number][]>;
  expect(photos).toBe(config.data);
  expect([train?.length, validation?.length]).toEqual([12, 4]);
  for (const [path, target] of [...train!, ...validation!])
    expect(path.startsWith(['bright', 'dark'][target]!)).toBe(true);

  const state = parseSafetensors(await readFile(join(folder, 'optimizer.safetensors')), 'state').stateDict;
  const weights = parseSafetensors(await readFile(join(folder, 'model.safetensors')), 'weights').stateDict;
  for (const [key, { shape }] of state) {
    expect(shape, key).toEqual(weights.get(key.replace('momentum/', ''))?.shape);
  }
  expect(state.has('momentum/fc.weight')).toBe(true);
  const model = await pretrained(folder);
  expect(model.training).toMatchObject({ epochs: 4, split: { seed: 0, validation: 0.25 } });
  model.dispose();
});

test('a run that is over', async () => {
  await expect(writeTorchFolder(join(root, 'over'), { run, config })).rejects.toThrow(
    'expected a run with epochs left, found 2 of 2 epochs done. Say with --epochs',
  );
});

test.each<[string, Partial<TrainConfig>, string]>([
  ['mixture', { mix: { kind: 'mixup', alpha: 1 } }, 'found mix'],
  ['an average', { ema: 0.9 }, 'found ema'],
  ['frozen features', { freezing: [{ epoch: 3, upTo: 'layer1' }] }, 'found frozen features'],
  ['another seed of the split', { seed: 7 }, 'found 12 with hash'],
  ['other data', { validation: 0.5 }, 'expected the training images that the run has, 12 with hash'],
])('%s is refused', async (_, changes, message) => {
  const changed = { run, config: { ...config, ...changes }, epochs: 4 };
  await expect(writeTorchFolder(join(root, 'refused'), changed)).rejects.toThrow(message);
});

test('a folder that is no run', async () => {
  await expect(writeTorchFolder(join(root, 'none'), { run: config.data, config })).rejects.toThrow(
    'expected a run with a checkpoint, found none',
  );
});
