import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDataset } from '@convzoo/data';
import { encodePng } from '@convzoo/gradcam/overlay';
import { afterAll, expect, test } from 'vitest';
import { curveOf } from '../measure/accuracy.js';
import { models } from '../models/models.js';
import { withClasses } from './evaluate-weights.js';
import { scaleOf } from './scale.js';
import { builtInTasks, openTask, type TaskName } from './tasks.js';

const folder = mkdtempSync(join(tmpdir(), 'convzoo-bench-tasks-'));
afterAll(() => rmSync(folder, { recursive: true }));
const budget = { images: 30, epochs: 1, batchSize: 10 };
const open = (name: TaskName, source?: string) =>
  openTask({ name, budget, testImages: 12, ...(source === undefined ? {} : { source }) });

test.each<[TaskName, string, number]>([
  ['digits', 'multi-class', 10],
  ['digit-scenes', 'multi-label', 10],
  ['one-digit', 'binary', 1],
])('%s: %s, the same images each time, none of them in both parts', async (name, kind, classes) => {
  const [first, second] = [await open(name), await open(name)];
  expect(first).toMatchObject({ kind, channels: 1 });
  expect(first.train.classes).toHaveLength(classes);
  expect([first.train.samples.length, first.test.samples.length]).toEqual([30, 12]);
  const ids = (data: typeof first.train): string[] => data.samples.map(({ id }) => id);
  expect(ids(second.train)).toEqual(ids(first.train));
  expect(ids(second.test)).toEqual(ids(first.test));
  const pixels = async (data: typeof first.train): Promise<string[]> =>
    await Promise.all(data.samples.map(async ({ load }) => Buffer.from((await load()).data).toString('hex')));
  const seen = new Set(await pixels(first.train));
  expect((await pixels(first.test)).filter((image) => seen.has(image))).toEqual([]);
});

test('a binary task has images of both kinds', async () => {
  const { train, test } = await open('one-digit');
  for (const { samples } of [train, test]) {
    expect(new Set(samples.map(({ label }) => label))).toEqual(new Set([true, false]));
  }
});

test('a folder of images without a test part keeps a fifth for it', async () => {
  for (const [c, color] of [
    ['dark', 10],
    ['light', 200],
  ] as const) {
    mkdirSync(join(folder, c));
    for (let i = 0; i < 10; i++) {
      const data = new Uint8Array(4 * 4 * 3).fill(color + i);
      const picture = { data, width: 4, height: 4, channels: 3 as const };
      writeFileSync(join(folder, c, `${i}.png`), await encodePng(picture));
    }
  }
  const { kind, channels, train, test } = await open('dataset', folder);
  expect({ kind, channels }).toEqual({ kind: 'multi-class', channels: 3 });
  expect([train.samples.length, test.samples.length]).toEqual([16, 4]);
});

test('every model has a scale at which its tasks can be trained', () => {
  for (const { name } of models) {
    for (const task of builtInTasks) {
      const { side, width } = scaleOf(name, task);
      expect(side).toBeGreaterThanOrEqual(name.startsWith('alexnet') ? 63 : 32);
      expect(width).toBeLessThanOrEqual(0.5);
    }
  }
  expect(scaleOf('mine', 'digits')).toEqual({ side: 64, width: 0.25 });
});

test('a training curve has at most 40 points, and their losses are means', () => {
  const steps = Array.from({ length: 100 }, (_, i) => ({ loss: i, images: 8 }));
  const curve = curveOf(steps);
  expect(curve).toHaveLength(34);
  expect(curve[0]).toEqual({ images: 24, loss: 1 });
  expect(curve.at(-1)).toEqual({ images: 800, loss: 99 });
});

const sample = (label: string) => ({
  id: label,
  label,
  load: async () => ({ data: new Uint8Array(1), width: 1, height: 1, channels: 1 as const }),
});
const ids = ['n01', 'n02', 'n03'];
const dataset = createDataset(ids, ids.map(sample));

test('WordNet ids correspond to the classes of weights in order', () => {
  const { classes, samples } = withClasses(dataset, ['tench', 'goldfish', 'shark']);
  expect(classes).toEqual(['tench', 'goldfish', 'shark']);
  expect(samples.map(({ label }) => label)).toEqual(['tench', 'goldfish', 'shark']);
});

test('names that the weights know keep their meaning, whatever the order', () => {
  const { classes, samples } = withClasses(dataset, ['n03', 'n00', 'n01', 'n02']);
  expect(classes).toEqual(['n03', 'n00', 'n01', 'n02']);
  expect(samples.map(({ label }) => label)).toEqual(ids);
  expect(() => withClasses(dataset, ['tench', 'goldfish'])).toThrow('expected the 2 classes of the weights');
});
