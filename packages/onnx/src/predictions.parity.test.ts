import { multiClassHead } from '@convzoo/core';
import { resnet20 } from '@convzoo/resnet';
import { registerOnnxRuntimeBackend } from '@convzoo/tfjs-backend-onnxruntime';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';

beforeAll(async () => {
  await tf.setBackend(registerOnnxRuntimeBackend());
});

function largestDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  return Math.max(...Array.from(found, (value, i) => Math.abs(value - expected[i]!)));
}

/** Beyond those after which a network is recorded. */
const CALLS = 6;

test('every call gives what TF.js gives, before and after a network is recorded, and after its weights change', async () => {
  const network = resnet20({ head: multiClassHead(10), seed: 1 });
  const images = tf.randomUniform<tf.Rank.R4>([5, 32, 32, 3], -1, 1, 'float32', 1);
  const expected = async (): Promise<Float32Array> => {
    await tf.setBackend('cpu');
    const result = tf.tidy(() => network.logits(images).dataSync<'float32'>());
    await tf.setBackend('onnxruntime');
    return result;
  };
  // The first call keeps the filters with their batch norms.
  await expected();
  const tensors = tf.memory().numTensors;
  for (const change of [0, 0.1]) {
    const kernel = network.model.weights.find(({ shape }) => shape.length === 4)!;
    tf.tidy(() => {
      kernel.write(tf.add(kernel.read(), change));
    });
    const logits = await expected();
    for (let call = 0; call < CALLS; call++) {
      const found = tf.tidy(() => network.logits(images).dataSync());
      expect(largestDifference(found, logits)).toBeLessThan(1e-4);
    }
  }
  expect(tf.memory().numTensors).toBe(tensors);
  images.dispose();
  network.dispose();
});

test('parts of a network, a gradient in between, and a smaller batch', () => {
  const network = resnet20({ head: multiClassHead(10), seed: 2 });
  const images = tf.randomUniform<tf.Rank.R4>([4, 32, 32, 3], -1, 1, 'float32', 2);
  const whole = tf.tidy(() => network.logits(images).dataSync());
  for (let call = 0; call < CALLS; call++) {
    const parts = tf.tidy(() => {
      const maps = network.lastConv.features(images);
      const [gradient] = tf.grads((a: tf.Tensor) => tf.sum(network.lastConv.logits(a as tf.Tensor4D)))([
        maps,
      ]);
      expect(gradient!.shape).toEqual(maps.shape);
      return network.lastConv.logits(maps).dataSync();
    });
    const one = tf.tidy(() => network.logits(tf.slice4d(images, [1, 0, 0, 0], [1, 32, 32, 3])).dataSync());
    expect(largestDifference(parts, whole)).toBeLessThan(1e-4);
    expect(largestDifference(one, whole.slice(10, 20))).toBeLessThan(1e-4);
  }
  images.dispose();
  network.dispose();
});
