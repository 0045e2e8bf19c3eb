import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { OnnxRuntimeError } from '../errors.js';
import { ONNXRUNTIME_VERSION } from '../runtime/binding.js';
import { loadFrom, loadOnnxRuntime } from '../runtime/native.node.js';
import { createSession } from '../runtime/session.js';
import { createOnnxRuntime, onnxRuntime } from './onnx-runtime.js';

describe('onnxruntime-node', () => {
  test('is the version that is tested, with synchronous sessions', () => {
    const runtime = loadOnnxRuntime();
    expect(runtime.version).toBe(ONNXRUNTIME_VERSION);
    const session = createSession(runtime, {
      name: 'twice',
      nodes: [{ name: 'Add/0', op: 'Add', domain: '', inputs: ['x', 'x'], outputs: ['y'], attributes: {} }],
      initializers: [],
      inputs: [{ name: 'x', dtype: 'float32', shape: ['n'] }],
      outputs: [{ name: 'y', dtype: 'float32', shape: ['n'] }],
    });
    const x = new runtime.Tensor('float32', [1, 2, 3], [3]);
    expect(session.run({ x }, { y: null }, {}).y?.data).toEqual(Float32Array.of(2, 4, 6));
    session.dispose();
  });

  test('that is missing is named, with the command that installs it', () => {
    const nothing = () => {
      throw new Error("Cannot find module 'onnxruntime-node/package.json'");
    };
    expect(() => loadFrom(nothing)).toThrow(/npm install onnxruntime-node@1\.30\.0/);
    expect(codeOf(() => loadFrom(nothing))).toBe('missing-package');
  });

  test('of another version is refused', () => {
    const other = (name: string) => (name.endsWith('package.json') ? { version: '1.29.0' } : {});
    expect(() => loadFrom(other)).toThrow(/expected version 1\.30\.0.*found 1\.29\.0/);
    expect(codeOf(() => loadFrom(other))).toBe('runtime-unavailable');
  });

  test('that does not load says why', () => {
    const require = createRequire(import.meta.url);
    const broken = (name: string) => {
      if (name.endsWith('package.json')) return require(name);
      throw new Error('libonnxruntime.so.1: cannot open shared object file');
    };
    expect(() => loadFrom(broken)).toThrow(/libonnxruntime\.so\.1: cannot open/);
  });
});

describe('the runtime', () => {
  test('proves what it reports', async () => {
    const info = await onnxRuntime.start();
    expect(tf.getBackend()).toBe('onnxruntime');
    expect(info).toMatchObject({ name: 'onnxruntime', backend: 'onnxruntime', isGpu: false });
    expect(info.versions['onnxruntime-node']).toBe(ONNXRUNTIME_VERSION);
  });

  test('started again keeps the tensors', async () => {
    await onnxRuntime.start();
    const x = tf.add(tf.tensor1d([1, 2]), 1);
    await onnxRuntime.start();
    expect(await x.data()).toEqual(Float32Array.of(2, 3));
    x.dispose();
  });

  test('refuses a provider that does not start, and names the library', async () => {
    const error = await createOnnxRuntime({ providers: ['tensorrt'] })
      .start()
      .catch((e: unknown) => e);
    expect(error instanceof OnnxRuntimeError && error.code).toBe('runtime-unavailable');
    if (process.platform === 'linux') {
      expect(String(error)).toContain('libonnxruntime_providers_tensorrt.so');
    }
  });

  test('takes another provider only from the list', async () => {
    await createOnnxRuntime({ providers: ['no-such', 'cpu'] }).start();
    expect(await tf.add(tf.scalar(1), tf.scalar(2)).data()).toEqual(Float32Array.of(3));
    await expect(createOnnxRuntime({ providers: ['no-such'] }).start()).rejects.toThrow(/no-such/);
  });
});

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof OnnxRuntimeError ? error.code : undefined;
  }
}
