import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { startEngine } from '../measure/engine.js';
import { parseEngine } from '../measure/subject.js';
import { studies } from './studies.js';
import type { StudyOptions } from './study.js';

const options: StudyOptions = { budget: 0.01, seed: 0 };

beforeAll(async () => {
  await startEngine(parseEngine('onnxruntime'));
});

describe.each(studies)('$name', ({ run, describe: describeData }) => {
  test('runs at a tiny budget, tells how far it is, and frees all its tensors', async () => {
    const before = tf.memory().numTensors;
    const shares: number[] = [];
    const { data, ...report } = await run({ ...options, onProgress: (_, share) => shares.push(share) });
    expect(tf.memory().numTensors).toBe(before);
    expect(shares.length).toBeGreaterThan(1);
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(report.finding).not.toMatch(/NaN|undefined|null/);
    for (const { columns, cells } of report.tables) {
      for (const row of cells) {
        expect(row).toHaveLength(columns.length);
        expect(row.join(' ')).not.toMatch(/NaN|undefined|null/);
      }
    }
    expect(report.figure).toMatch(/^<svg [\s\S]*<\/svg>\s*$/);
    expect(report.figure).not.toMatch(/NaN|undefined/);
    // What is written describes itself again.
    expect(describeData(JSON.parse(JSON.stringify(data)))).toEqual(report);
  });

  test('ends with the reason of its signal, and frees all its tensors', async () => {
    const before = tf.memory().numTensors;
    const interruption = new AbortController();
    const reason = new Error('enough');
    const onProgress = (): void => interruption.abort(reason);
    await expect(run({ ...options, signal: interruption.signal, onProgress })).rejects.toBe(reason);
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('the same seed gives the same numbers, another seed does not', async () => {
  const study = studies.find(({ name }) => name === 'heads')!;
  const [first, again, other] = [
    await study.run(options),
    await study.run(options),
    await study.run({ ...options, seed: 5 }),
  ];
  expect(again).toEqual(first);
  expect(other.data).not.toEqual(first.data);
});
