import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/**
 * Runs `compute` on the cpu backend and on wasm and expects the same values, each tensor's error
 * relative to its largest element. Also expects that neither run leaves a tensor or a buffer behind.
 */
export async function expectSameAsCpu(compute: () => tf.Tensor[], tolerance = 1e-5): Promise<void> {
  const expected = await valuesOn('cpu', compute);
  const found = await valuesOn('wasm', compute);
  expect(found.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  const errors = expected.map((values, i) => largestError(values, found[i]!));
  expect(Math.max(...errors)).toBeLessThan(tolerance);
}

async function valuesOn(backend: 'cpu' | 'wasm', compute: () => tf.Tensor[]): Promise<Float32Array[]> {
  await tf.setBackend(backend);
  const before = held();
  const results = tf.tidy(compute);
  const values = results.map((tensor) => Float32Array.from(tensor.dataSync()));
  tf.dispose(results);
  expect(held()).toEqual(before);
  return values;
}

const held = () => ({ tensors: tf.memory().numTensors, buffers: tf.engine().backend.numDataIds() });

function largestError(expected: Float32Array, found: Float32Array): number {
  const scale = Math.max(1, ...expected.map(Math.abs));
  return Math.max(...expected.map((value, i) => Math.abs(value - found[i]!))) / scale;
}
