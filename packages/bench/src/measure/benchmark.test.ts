import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { networks, runSources } from '../fixtures/as-sources.js';
import { selectModels } from '../models/select.js';
import { benchmark } from './benchmark.js';
import type { Row } from './row.js';

const sampling = { warmups: 3, samples: 4, timeMs: 1 };

beforeEach(() => {
  vi.stubEnv('NODE_OPTIONS', runSources);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

function measure(network: string, signal?: AbortSignal): Promise<Row> {
  const [model] = selectModels([`${networks}#${network}`]);
  return benchmark(model!, { runtime: 'cpu', batch: 3, sampling, ...(signal && { signal }) });
}

test('measures a network of another package in a process of its own', async () => {
  const row = await measure('tiny');
  expect(row.error).toBeUndefined();
  expect(row).toMatchObject({
    model: 'tiny',
    family: 'resnet',
    runtime: 'cpu',
    device: expect.any(String),
    isGpu: false,
    versions: { '@tensorflow/tfjs-backend-cpu': expect.any(String) },
    passedOver: [],
    batch: 3,
    inputShape: [16, 8, 3],
    leakedTensors: 0,
  });
  const { latencyMs, firstRunMs, imagesPerSecond, samples, peakMemoryBytes } = row;
  expect(samples).toBeGreaterThanOrEqual(sampling.samples);
  expect(firstRunMs).toBeGreaterThan(0);
  expect(imagesPerSecond).toBeCloseTo(3000 / latencyMs!.mean);
  expect(peakMemoryBytes).toBeGreaterThan(20e6);
});

test('parameters, buffers and multiply-adds are those of the network', async () => {
  // 4, 8 and 16 channels in the three stages of ResNet-20, 16x8 pixels in the first, 1000 classes.
  const stage = (channels: number, before: number): number => 9 * channels * (before + 5 * channels);
  const convs = [9 * 3 * 4 + stage(4, 4), stage(8, 4), stage(16, 8)] as const;
  const channelsOfNorms = 7 * 4 + 6 * 8 + 6 * 16;
  const { parameters, buffers, macs } = await measure('tiny');
  expect(buffers).toBe(2 * channelsOfNorms);
  expect(parameters).toBe(convs[0] + convs[1] + convs[2] + 2 * channelsOfNorms + 17 * 1000);
  expect(macs).toBe(convs[0] * 128 + convs[1] * 32 + convs[2] * 8 + 16 * 1000);
});

test('a failure is a row that keeps what was known before it', async () => {
  const row = await measure('throwing');
  expect(row).toMatchObject({ model: 'throwing', runtime: 'cpu', batch: 3, isGpu: false, latencyMs: null });
  expect(row.error).toBe('this network can not be built');
  expect(row.peakMemoryBytes).toBeGreaterThan(0);
});

test('a process that dies is a row', async () => {
  const row = await measure('dying');
  expect(row).toMatchObject({ model: 'dying', runtime: 'cpu', isGpu: false, imagesPerSecond: null });
  expect(row.error).toMatch(/killed by SIGKILL, probably for want of memory/);
});

test('an export that is no builder is a row', async () => {
  const row = await measure('missing');
  expect(row.error).toMatch(/expected missing to be a builder of classifiers, found no such export/);
});

test('scores that are not numbers are an error, not a speed', async () => {
  const row = await measure('overflowing');
  expect(row).toMatchObject({ latencyMs: null, imagesPerSecond: null, parameters: expect.any(Number) });
  expect(row.error).toMatch(/scores: expected numbers, found (NaN|Infinity)/);
});

test('leaked tensors are counted', async () => {
  const row = await measure('leaking');
  expect(row.error).toBeUndefined();
  expect(row.leakedTensors).toBeGreaterThanOrEqual(sampling.warmups + sampling.samples);
});

test('an aborted measurement rejects, and one after it does not begin', async () => {
  const interruption = new AbortController();
  const measurement = measure('tiny', interruption.signal);
  interruption.abort();
  await expect(measurement).rejects.toThrow(/abort/);
  await expect(measure('tiny', interruption.signal)).rejects.toThrow(/abort/);
});
