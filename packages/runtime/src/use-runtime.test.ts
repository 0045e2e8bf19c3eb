import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { RuntimeName } from './candidates.js';
import type { Runtime, RuntimeInfo } from './runtime.js';
import { useRuntime } from './use-runtime.js';

const order: RuntimeName[] = [
  'tensorflow-gpu',
  'webgpu',
  'webgl',
  'onnxruntime',
  'tensorflow',
  'onnxruntime-web',
  'wasm',
  'cpu',
];

function stub(name: string, info: Partial<RuntimeInfo>): Runtime {
  const all = { name, backend: 'cpu', device: `device of ${name}`, isGpu: false, versions: {}, ...info };
  return { specificationVersion: 'v1', name, start: async () => all };
}

function failing(name: string): Runtime {
  const start = async () => {
    throw new Error(`${name} is broken`);
  };
  return { specificationVersion: 'v1', name, start };
}

/** Every runtime broken, but for the given ones. */
const world = (...working: Runtime[]): Runtime[] => [...working, ...order.map(failing)];

const choose = async (...working: Runtime[]): Promise<string> =>
  (await useRuntime('auto', { adapters: world(...working) })).name;

describe('useRuntime("auto") with adapters', () => {
  it('takes the first of those that work, in the order of the table', async () => {
    const working = order.map((name) => stub(name, { isGpu: true }));
    for (const best of order) {
      expect(await choose(...working)).toBe(best);
      working.shift();
    }
  });

  it.each(['tensorflow-gpu', 'webgpu', 'webgl'])('passes over %s on what is no GPU', async (name) => {
    expect(await choose(stub(name, { isGpu: true }), stub('cpu', {}))).toBe(name);
    expect(await choose(stub(name, { isGpu: false }), stub('cpu', {}))).toBe('cpu');
  });

  it('says why the better ones were passed over', async () => {
    const adapters = world(stub('webgpu', { device: 'SwiftShader' }), stub('wasm', {}));
    const { name, device, passedOver } = await useRuntime('auto', { adapters });
    expect({ name, device }).toEqual({ name: 'wasm', device: 'device of wasm' });
    expect(passedOver).toEqual([
      { name: 'tensorflow-gpu', reason: 'tensorflow-gpu is broken' },
      { name: 'webgpu', reason: 'runs on SwiftShader, which was not proved to be a GPU' },
      { name: 'webgl', reason: 'webgl is broken' },
      { name: 'onnxruntime', reason: 'onnxruntime is broken' },
      { name: 'tensorflow', reason: 'tensorflow is broken' },
      { name: 'onnxruntime-web', reason: 'onnxruntime-web is broken' },
    ]);
  });

  it('fails with every reason where nothing works', async () => {
    const failure = useRuntime('auto', { adapters: world() });
    await expect(failure).rejects.toMatchObject({
      code: 'runtime-unavailable',
      found: expect.stringMatching(/tensorflow-gpu is broken.*cpu is broken/),
    });
  });
});

describe('useRuntime(name)', () => {
  it.each(['cpu', 'wasm'] as const)('starts %s and reports what runs', async (name) => {
    const report = await useRuntime(name);
    expect(report).toEqual({
      name,
      backend: name,
      device: expect.stringMatching(/./),
      isGpu: false,
      versions: { '@tensorflow/tfjs-core': tf.version_core, [`@tensorflow/tfjs-backend-${name}`]: '4.22.0' },
      passedOver: [],
      measured: [],
    });
    expect(tf.getBackend()).toBe(name);
  });

  it('starts a runtime of another package', async () => {
    const own = stub('abacus', { device: 'beads' });
    expect(await useRuntime('abacus', { adapters: [own] })).toMatchObject({
      name: 'abacus',
      device: 'beads',
    });
  });

  it('names the nearest runtime for an unknown one', async () => {
    await expect(useRuntime('wsam')).rejects.toMatchObject({
      code: 'unknown-name',
      message: expect.stringContaining('Did you mean "wasm"?'),
    });
  });

  it('says that webgl needs a browser', async () => {
    await expect(useRuntime('webgl')).rejects.toMatchObject({ code: 'runtime-unavailable' });
  });

  it('keeps the backend that was current when another fails', async () => {
    await useRuntime('wasm');
    const switching: Runtime = {
      ...failing('switching'),
      start: async () => {
        await tf.setBackend('cpu');
        throw new Error('broken');
      },
    };
    await expect(useRuntime('switching', { adapters: [switching] })).rejects.toThrow('broken');
    expect(tf.getBackend()).toBe('wasm');
  });
});
