import '@tensorflow/tfjs-backend-cpu';
import type { Cut } from '@convzoo/core';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { rawMaps } from '../fixtures/compare.js';
import { deepNet, images } from '../fixtures/nets.js';
import {
  ablationCam,
  explain,
  guidedBackprop,
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

await tf.setBackend('cpu');

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
    expect(chunked).toEqual(whole);
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

/** The network with a fixed time per image on a fake clock; `begun` is called with each pass's batch size. */
function slowed(cut: Cut, milliseconds: number, begun: (batch: number) => void): Cut {
  return {
    ...cut,
    features: (x) => {
      begun(x.shape[0]);
      vi.advanceTimersByTime(milliseconds * x.shape[0]);
      return cut.features(x);
    },
    withRelu: (relu) => slowed(cut.withRelu!(relu), milliseconds, begun),
  };
}

describe('a slow network', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  const throughAllLayers = [...long, guidedBackprop()].filter(({ name }) => name !== 'ablationcam');

  test.each(throughAllLayers)('$name: no pass takes longer than half a second', async (method) => {
    const batches: number[] = [];
    const cut = slowed(net, 120, (batch) => batches.push(batch));
    await explain(cut, images(1), { method, target: 1 });
    expect(Math.max(...batches)).toBe(method.name === 'guided-backprop' ? 1 : 4);
  });

  test.each(throughAllLayers)('$name: no pass begins after an abort', async (method) => {
    const controller = new AbortController();
    const batches: number[] = [];
    const cut = slowed(net, 300, (batch) => {
      batches.push(batch);
      // A click is a task of its own, which runs once the pass is over.
      if (batches.length === 3) setTimeout(() => controller.abort(new Error('enough')));
    });
    const work = explain(cut, images(2), { method, target: 1, signal: controller.signal });
    await expect(work).rejects.toThrow('enough');
    expect(batches).toEqual([1, 1, 1]);
  });

  test('is stopped between the images of the first forward pass', async () => {
    const controller = new AbortController();
    const batches: number[] = [];
    const cut = slowed(net, 300, (batch) => {
      batches.push(batch);
      if (batches.length === 2) setTimeout(() => controller.abort(new Error('enough')));
    });
    const x = images(6);
    const before = tf.memory().numTensors;
    await expect(explain(cut, x, { signal: controller.signal })).rejects.toThrow('enough');
    expect(batches).toEqual([1, 1]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('takes all images at once without a signal, as far as the memory budget allows', async () => {
    const batches: number[] = [];
    const cut = slowed(net, 1, (batch) => batches.push(batch));
    const x = images(6);
    await explain(cut, x, { method: 'layercam' });
    expect(batches).toEqual([6]);
    const [whole, inParts] = [
      await explain(cut, x),
      await explain(cut, x, { memoryBudget: 2 * inferenceBytes(x) }),
    ];
    expect(batches.slice(1)).toEqual([6, 2, 2, 2]);
    expect(rawMaps(inParts)).toEqual(rawMaps(whole));
  });
});

test('a signal that has fired stops even a single pass', async () => {
  const x = images(1);
  await expect(explain(net, x, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  const [explanation] = await explain(net, x);
  await expect(road(net, x, [explanation!], { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
});

describe('inChunks', () => {
  test('takes one piece, then as many as the memory budget allows', async () => {
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
      [0, 1],
      [1, 4],
      [4, 7],
    ]);
    expect(values).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});
