import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { networks, runSources } from '../fixtures/as-sources.js';
import { subject } from '../fixtures/rows.js';
import { selectModels } from '../models/select.js';
import { type BenchmarkOptions, benchmark } from './benchmark.js';
import type { Row } from './row.js';
import { runJob } from './run-job.js';

const sampling = { warmups: 3, samples: 4, timeMs: 1 };

beforeEach(() => {
  vi.stubEnv('NODE_OPTIONS', runSources);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

function measure(network: string, options: BenchmarkOptions = {}): Promise<Row> {
  const [model] = selectModels([`${networks}#${network}`]);
  return benchmark(model!, { runtime: 'cpu', batch: 3, sampling, ...options });
}

test('measures a network of another package in a process of its own', async () => {
  const row = await measure('tiny');
  expect(row.error).toBeUndefined();
  expect(row).toMatchObject({
    model: 'tiny',
    family: 'resnet',
    runtime: 'cpu',
    provider: null,
    device: expect.any(String),
    isGpu: false,
    versions: { '@tensorflow/tfjs-backend-cpu': expect.any(String) },
    passedOver: [],
    batch: 3,
    inputShape: [16, 8, 3],
    leakedTensors: 0,
    warmups: sampling.warmups,
    machine: { cpu: expect.any(String), cores: expect.any(Number) },
    load: { before: expect.any(Number), others: expect.any(Number) },
  });
  const { latencyMs, firstMs, startMs, buildMs, imagesPerSecond, samples, peakMemoryBytes } = row;
  expect(samples).toBeGreaterThanOrEqual(sampling.samples);
  for (const ms of [firstMs, startMs, buildMs]) expect(ms).toBeGreaterThan(0);
  expect(imagesPerSecond).toBeCloseTo(3000 / latencyMs!.mean);
  expect(peakMemoryBytes).toBeGreaterThan(20e6);
});

test.each(['float32', 'int8'] as const)('compiles a network in %s', async (precision) => {
  const row = await measure('tiny', { runtime: 'compiled', precision });
  expect(row.error).toBeUndefined();
  expect(row).toMatchObject({ runtime: 'compiled', provider: 'cpu', precision, isGpu: false });
  expect(row.compileMs).toBeGreaterThan(0);
  const floatBytes = 4 * (row.parameters! + row.buffers!);
  if (precision === 'float32') expect(row.fileBytes).toBe(floatBytes);
  else expect(row.fileBytes).toBeLessThan(floatBytes);
});

test.each([
  ['tiny', undefined],
  ['throwing', /cannot be built/],
  ['dying', /killed by SIGKILL/],
])('loading %s leaves no file behind', async (network, error) => {
  const folder = mkdtempSync(join(tmpdir(), 'convzoo-bench-scratch-'));
  vi.stubEnv('TMPDIR', folder);
  try {
    const row = await measure(network, { measure: 'loading', batch: 1 });
    if (error === undefined) expect(row).toMatchObject({ leakedTensors: 0, imagesPerSecond: null });
    else expect(row.error).toMatch(error);
    expect(readdirSync(folder).filter((name) => name.startsWith('convzoo-bench-'))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a failure is a row that keeps what was known before it', async () => {
  const row = await measure('throwing');
  expect(row).toMatchObject({ model: 'throwing', runtime: 'cpu', batch: 3, isGpu: false, latencyMs: null });
  expect(row.error).toBe('this network cannot be built');
  expect(row.peakMemoryBytes).toBeGreaterThan(0);
});

test('a process that dies is a row', async () => {
  const row = await measure('dying');
  expect(row).toMatchObject({ model: 'dying', runtime: 'cpu', isGpu: false, imagesPerSecond: null });
  expect(row.error).toMatch(/killed by SIGKILL, probably out of memory/);
});

test('a process that exceeds the time limit is ended, and its row says so', async () => {
  vi.stubEnv('PID_FILE', '/dev/null');
  const [model] = selectModels([`${networks}#hanging`]);
  const hanging = subject({ model: 'hanging', requested: 'cpu', batch: 1 });
  const job = { kind: 'subject', subject: hanging, model: model!, sampling, round: 0 } as const;
  const { error } = await runJob(job, { timeLimitMs: 3000 });
  expect(error).toBe('The measuring process exceeded the time limit of 3 s');
});

test('an aborted measurement rejects, and one after it does not begin', async () => {
  const interruption = new AbortController();
  const { signal } = interruption;
  const measurement = measure('tiny', { signal });
  interruption.abort();
  await expect(measurement).rejects.toThrow(/abort/);
  await expect(measure('tiny', { signal })).rejects.toThrow(/abort/);
});
