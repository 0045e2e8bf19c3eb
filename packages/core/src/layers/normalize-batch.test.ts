import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { relativeError } from '../testing/assertions.js';
import { closedFormValues } from '../testing/closed-form.js';
import { normalizeBatch } from './normalize-batch.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const epsilon = 1e-3;
const x = () => tf.tensor4d(closedFormValues('x', 3 * 4 * 5 * 2), [3, 4, 5, 2]);
const weights = () => tf.tensor4d(closedFormValues('w', 3 * 4 * 5 * 2), [3, 4, 5, 2]);

test('value and gradients are those of batch norm derived operation by operation', () => {
  const results = tf.tidy(() => {
    const [gamma, beta] = [tf.tensor1d([0.5, 2]), tf.tensor1d([-1, 3])];
    const gradients = (normalize: (input: tf.Tensor4D, g: tf.Tensor1D, b: tf.Tensor1D) => tf.Tensor) => {
      const loss = (...args: tf.Tensor[]) => {
        const [input, g, b] = args as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
        return tf.sum(tf.mul(tf.square(normalize(input, g, b)), weights())) as tf.Scalar;
      };
      const { value, grads } = tf.valueAndGrads(loss)([x(), gamma, beta]);
      return [value, ...grads].map((tensor) => tensor.dataSync());
    };
    return {
      ours: gradients((input, g, b) => normalizeBatch(input, g, b, epsilon).y),
      derived: gradients((input, g, b) => {
        const { mean, variance } = tf.moments(input, [0, 1, 2]);
        return tf.batchNorm(input, mean as tf.Tensor1D, variance as tf.Tensor1D, b, g, epsilon);
      }),
    };
  });
  for (const [i, values] of results.ours.entries()) {
    expect(relativeError(values, results.derived[i]!)).toBeLessThan(1e-5);
  }
});

test('leaks nothing', () => {
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const normalize = (input: tf.Tensor): tf.Tensor =>
      normalizeBatch(input as tf.Tensor4D, tf.ones([2]), tf.zeros([2]), epsilon).y;
    tf.grad(normalize)(x());
  });
  expect(tf.memory().numTensors).toBe(before);
});
