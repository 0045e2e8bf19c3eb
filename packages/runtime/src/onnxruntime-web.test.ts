import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { currentRuntime } from './current.js';
import { measureSpeed } from './measure-speed.js';
import { onnxruntimeWeb } from './onnxruntime-web.js';
import { useRuntime } from './use-runtime.js';

it('onnxruntime-web computes beside the wasm of TF.js, and says so', async () => {
  const report = await useRuntime('onnxruntime-web');
  expect(report).toMatchObject({ name: 'onnxruntime-web', backend: 'wasm', isGpu: false });
  expect(report.device).toMatch(/^(?!.*onnxruntime).*, wasm, \d threads?$/);
  expect(currentRuntime()).toBe('onnxruntime-web');
  await tf.setBackend('cpu');
  expect(currentRuntime()).toBeUndefined();
});

it('compiles a function, which then runs without TF.js', async () => {
  await useRuntime('onnxruntime-web');
  const before = tf.memory().numTensors;
  const weights = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
  const compiled = await onnxruntimeWeb.compile!((x) => tf.matMul(x as tf.Tensor2D, weights), [1, 3]);
  expect(await weights.data()).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
  weights.dispose();
  expect([...(await compiled.run(Float32Array.of(1, 10, 100)))]).toEqual([531, 642]);
  compiled.dispose();
  await expect(compiled.run(Float32Array.of(1, 10, 100))).rejects.toMatchObject({ code: 'run-failed' });
  expect(tf.memory().numTensors).toBe(before);
});

it('is measured compiled', async () => {
  await useRuntime('onnxruntime-web');
  const before = tf.memory().numTensors;
  const { inferenceMs } = await measureSpeed();
  expect(inferenceMs).toBeGreaterThan(0);
  expect(tf.memory().numTensors).toBe(before);
});
