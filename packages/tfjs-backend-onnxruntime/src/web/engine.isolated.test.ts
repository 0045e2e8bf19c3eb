import { beforeAll, expect, test } from 'vitest';
import type { OnnxModel } from '../model/model.js';
import { startWebEngine } from './engine.js';

const UNITS = 1024;

/** A matrix of 4 MB. */
const model: OnnxModel = {
  name: 'dense',
  nodes: [{ name: 'MatMul/0', op: 'MatMul', domain: '', inputs: ['x', 'w'], outputs: ['y'], attributes: {} }],
  initializers: [
    { name: 'w', dtype: 'float32', shape: [UNITS, UNITS], data: new Float32Array(UNITS * UNITS).fill(0.5) },
  ],
  inputs: [{ name: 'x', dtype: 'float32', shape: ['batch', UNITS] }],
  outputs: [{ name: 'y', dtype: 'float32', shape: ['batch', UNITS] }],
};

const x = { data: new Float32Array(UNITS).fill(1), shape: [1, UNITS] };

/** Catches the memory of the WebAssembly programs that start meanwhile. */
async function memoriesDuring(start: () => Promise<unknown>): Promise<WebAssembly.Memory[]> {
  const { Memory } = WebAssembly;
  const found: WebAssembly.Memory[] = [];
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      found.push(this);
    }
  };
  await start().finally(() => {
    WebAssembly.Memory = Memory;
  });
  return found;
}

let memories: WebAssembly.Memory[];
// A process starts its program once.
beforeAll(async () => {
  memories = await memoriesDuring(() => startWebEngine('wasm'));
});

test('a model is freed with its session', async () => {
  const [memory, ...more] = memories;
  expect(more).toEqual([]);
  const engine = await startWebEngine('wasm');
  const use = async (): Promise<void> => {
    const session = await engine.open(model);
    expect((await session.run({ x }, 'y'))[UNITS - 1]).toBe(UNITS / 2);
    session.dispose();
    await expect(session.run({ x }, 'y')).rejects.toMatchObject({ code: 'run-failed' });
  };
  for (let i = 0; i < 3; i++) await use();
  const bytes = memory!.buffer.byteLength;
  for (let i = 0; i < 20; i++) await use();
  expect(memory!.buffer.byteLength).toBe(bytes);
});

test('runs that overlap come one after the other, and a model is freed when they have ended', async () => {
  const session = await (await startWebEngine('wasm')).open(model);
  const runs = Array.from({ length: 4 }, () => session.run({ x }, 'y'));
  session.dispose();
  for (const values of await Promise.all(runs)) expect(values[0]).toBe(UNITS / 2);
});

test('what is no model is refused', async () => {
  const engine = await startWebEngine('wasm');
  await expect(engine.open(new TextEncoder().encode('not ONNX'))).rejects.toMatchObject({
    code: 'invalid-model',
  });
  const session = await engine.open(model);
  await expect(session.run({ x: { ...x, shape: [UNITS, 1] } }, 'y')).rejects.toMatchObject({
    code: 'run-failed',
  });
  session.dispose();
});
