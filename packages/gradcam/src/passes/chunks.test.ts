import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { rawMaps, relativeError } from '../fixtures/compare.js';
import { deepNet, images } from '../fixtures/nets.js';
import {
  ablationCam,
  explain,
  integratedGradients,
  layerCam,
  type Method,
  occlusion,
  rise,
  scoreCam,
  smoothGrad,
} from '../index.js';
import { road } from '../metrics/index.js';
import { inChunks, inferenceBytes } from './chunks.js';

const net = deepNet();
const long: Method[] = [
  scoreCam(),
  ablationCam(),
  occlusion({ patch: 2 }),
  rise({ masks: 30 }),
  integratedGradients(),
  smoothGrad(),
];

test.each([layerCam(), ...long])('$name: chunks don’t change the map', async (method) => {
  const x = images(2);
  const whole = rawMaps(await explain(net, x, { method, target: 1 }));
  for (const memoryBudget of [1, 4 * inferenceBytes(x)]) {
    const chunked = rawMaps(await explain(net, x, { method, target: 1, memoryBudget }));
    expect(relativeError(chunked, whole)).toBeLessThan(1e-5);
  }
});

test.each(long)('$name: progress rises to 1', async (method) => {
  const fractions: number[] = [];
  await explain(net, images(2), {
    method,
    memoryBudget: 1,
    onProgress: (fraction) => fractions.push(fraction),
  });
  expect(fractions.length).toBeGreaterThan(4);
  expect(fractions.at(-1)).toBeCloseTo(1, 10);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
});

test.each(long)('$name: stops on a signal, with its reason and nothing left', async (method) => {
  const x = images(2);
  const before = tf.memory().numTensors;
  const controller = new AbortController();
  let passes = 0;
  const work = explain(net, x, {
    method,
    memoryBudget: 1,
    signal: controller.signal,
    onProgress: () => {
      passes++;
      // A click comes in as its own task, between two passes.
      if (passes === 1) setTimeout(() => controller.abort(new Error('enough')));
    },
  });
  await expect(work).rejects.toThrow('enough');
  expect(passes).toBeLessThan(4);
  expect(tf.memory().numTensors).toBe(before);
});

test('a signal that has fired stops even a single pass', async () => {
  const x = images(1);
  await expect(explain(net, x, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  const [explanation] = await explain(net, x);
  await expect(road(net, x, [explanation!], { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
});

describe('inChunks', () => {
  test('does as many pieces at a time as fit the budget', async () => {
    const spans: [number, number][] = [];
    const values: number[] = [];
    await inChunks(
      { count: 7, bytesEach: 10 },
      { memoryBudget: 30 },
      (start, end) => tf.range(start, end),
      (some, start, end) => {
        spans.push([start, end]);
        values.push(...some);
      },
    );
    expect(spans).toEqual([
      [0, 3],
      [3, 6],
      [6, 7],
    ]);
    expect(values).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});
