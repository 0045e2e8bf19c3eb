import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataset } from '@convzoo/data';
import { encodePng } from '@convzoo/gradcam/overlay';
import { afterAll, expect, test } from 'vitest';
import { curveOf } from '../measure/accuracy.js';
import { models } from '../models/models.js';
import { scaleOf } from './scale.js';
import { builtInTasks, openTask, type TaskName } from './tasks.js';

const folder = mkdtempSync(join(tmpdir(), 'convzoo-bench-tasks-'));
afterAll(() => rmSync(folder, { recursive: true }));
const budget = { images: 30, epochs: 1, batchSize: 10 };
const open = (name: TaskName, source?: string) =>
  openTask({ name, budget, ...(source === undefined ? {} : { source }) });

test.each<[TaskName, string, number, number]>([
  ['digits', 'multi-class', 10, 2000],
  ['digit-scenes', 'multi-label', 10, 1000],
  ['one-digit', 'binary', 1, 2000],
])('%s: %s, the same images each time, none of them in both parts', async (name, kind, classes, images) => {
  const [first, second] = [await open(name), await open(name)];
  expect(first).toMatchObject({ kind, channels: 1 });
  expect(first.train.classes).toHaveLength(classes);
  expect([first.train.samples.length, first.test.samples.length]).toEqual([30, images]);
  const ids = (data: typeof first.train): string[] => data.samples.map(({ id }) => id);
  expect(ids(second.train)).toEqual(ids(first.train));
  expect(ids(second.test)).toEqual(ids(first.test));
  // `convzoo evaluate` measures a saved network on the same ones.
  const { test: whole } = await openDataset(first.source);
  expect(ids(first.test)).toEqual(whole!.samples.map(({ id }) => id));
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

test('a folder of images without a test part keeps a fifth for it, or all if nothing is learned', async () => {
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
  const { train, test, ...rest } = await open('dataset', folder);
  expect(rest).toEqual({
    ...{ kind: 'multi-class', channels: 3, source: folder, tested: 'validation' },
    split: { seed: 0, validation: 0.2 },
  });
  expect([train.samples.length, test.samples.length]).toEqual([16, 4]);
  const own = { name: 'dataset', budget, source: folder } as const;
  expect((await openTask({ ...own, weights: 'some.pth' })).test.samples).toHaveLength(20);
  expect((await openTask({ ...own, testImages: 3 })).test.samples).toHaveLength(3);
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
