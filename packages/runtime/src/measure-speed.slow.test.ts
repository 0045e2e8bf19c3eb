import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { measureSpeed } from './measure-speed.js';
import { useRuntime } from './use-runtime.js';

const engines = ['tensorflow-gpu', 'webgpu', 'webgl', 'onnxruntime', 'tensorflow', 'onnxruntime-web', 'wasm'];

describe('useRuntime("auto")', () => {
  let cache = '';
  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'convzoo-runtimes-'));
    vi.stubEnv('CONVZOO_CACHE', cache);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(cache, { recursive: true });
  });

  it('takes the fastest on this machine, and remembers it', async () => {
    const first = await useRuntime('auto');
    expect(first.backend).toBe(tf.getBackend());
    const tried = [...first.passedOver, ...first.measured].map(({ name }) => name);
    if (first.measured.length > 0) {
      expect(tried.sort()).toEqual([...engines].sort());
      expect(first.name).toBe(first.measured[0]!.name);
      expect(await useRuntime('auto')).toEqual(first);
      expect(readdirSync(join(cache, 'runtimes'))).toEqual([expect.stringMatching(/^[0-9a-f]{16}\.json$/)]);
    }
  });
});

it('times inference and training on the current backend, and frees its tensors', async () => {
  await useRuntime('wasm');
  const before = tf.memory().numTensors;
  expect(await measureSpeed({ training: true })).toEqual({
    inferenceMs: expect.any(Number),
    trainingMs: expect.any(Number),
  });
  expect(tf.memory().numTensors).toBe(before);
  expect(Object.keys(await measureSpeed())).toEqual(['inferenceMs']);
});
