import { expect, test } from 'vitest';
import { startEngine } from './engine.js';
import { expandEngines, probeEngines } from './probe.js';

const starts = { device: 'A Processor', isGpu: false, versions: {}, runtime: 'wasm', provider: null };

test('all takes the engines that start; the others keep their reasons', async () => {
  const reports = await probeEngines(
    async (engine) => (engine === 'wasm' ? starts : { error: `no ${engine} here` }),
    ['webgpu', 'wasm', 'compiled:cuda'],
  );
  expect(reports).toEqual([
    { engine: 'webgpu', device: null, isGpu: null, versions: null, reason: 'no webgpu here' },
    { engine: 'wasm', device: 'A Processor', isGpu: false, versions: {}, reason: null },
    { engine: 'compiled:cuda', device: null, isGpu: null, versions: null, reason: 'no compiled:cuda here' },
  ]);
  expect(expandEngines(['cpu', 'all'], reports)).toEqual(['cpu', 'wasm']);
});

test('engines are probed one at a time', async () => {
  let running = 0;
  await probeEngines(async () => {
    expect(++running).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 1));
    running--;
    return starts;
  }, ['a', 'b', 'c']);
});

const proof = {
  name: 'onnxruntime',
  backend: 'onnxruntime',
  device: 'An Accelerator',
  isGpu: true,
  versions: {},
  passedOver: [],
  measured: [],
};

test('a compiled engine is proved by the runtime behind it, with its provider', async () => {
  const asked: string[] = [];
  const use = async (name: string) => {
    asked.push(name);
    return proof;
  };
  const started = await startEngine({ runtime: 'compiled', provider: 'cuda' }, use);
  expect(asked).toEqual(['onnxruntime']);
  expect(started).toMatchObject({
    runtime: 'compiled',
    provider: 'cuda',
    device: 'An Accelerator',
    isGpu: true,
  });
});

test('auto is called by what it took', async () => {
  const use = async () => ({ ...proof, name: 'wasm', isGpu: false });
  expect(await startEngine({ runtime: 'auto', provider: null }, use)).toMatchObject({
    runtime: 'wasm',
    provider: null,
    isGpu: false,
  });
});
