import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { activateBackend } from './backend.js';

const native = tf.getKernel('BatchMatMul', 'cpu');

function replaceMatMul(kernelFunc: tf.KernelFunc): void {
  tf.unregisterKernel('BatchMatMul', 'cpu');
  tf.registerKernel({ ...native, kernelFunc });
}

let tensors: number;
beforeEach(() => {
  tensors = tf.memory().numTensors;
});

afterEach(() => {
  replaceMatMul(native.kernelFunc);
  expect(tf.memory().numTensors).toBe(tensors);
});

it('accepts a backend that computes', async () => {
  await activateBackend('cpu');
  expect(tf.getBackend()).toBe('cpu');
});

it('refuses a backend that computes wrongly', async () => {
  replaceMatMul((params) =>
    native.kernelFunc({ ...params, inputs: { a: params.inputs.b, b: params.inputs.a } }),
  );
  await expect(activateBackend('cpu')).rejects.toMatchObject({
    code: 'runtime-unavailable',
    found: 'a matrix product that gave [39,54,69,49,68,87,59,82,105], not [58,64,139,154]',
  });
});

it('refuses a backend whose kernel fails', async () => {
  replaceMatMul(() => {
    throw new Error('device lost');
  });
  await expect(activateBackend('cpu')).rejects.toMatchObject({
    code: 'runtime-unavailable',
    found: 'device lost',
  });
});

it('refuses a backend that was never registered', async () => {
  await expect(activateBackend('abacus')).rejects.toMatchObject({ code: 'runtime-unavailable' });
});
