import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { measureSpeed } from './measure-speed.js';
import { useRuntime } from './use-runtime.js';

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
