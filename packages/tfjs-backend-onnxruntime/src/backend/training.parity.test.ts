import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { BACKEND_NAME, registerOnnxRuntimeBackend } from './register.js';

const PLAIN = 'plain';

beforeAll(() => {
  registerOnnxRuntimeBackend();
  registerOnnxRuntimeBackend({ name: PLAIN, accelerate: false });
});

/** Deterministic numbers, the same on every backend. */
function numbers(count: number, seed: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => Math.sin(seed + i * 12.9898) * 0.5);
}

/**
 * Layers of every kind that convolutional classifiers train; the wide one has enough channels for Winograd.
 */
function smallNet(wide: boolean): tfl.LayersModel {
  const { layers } = tfl;
  const kernelInitializer = tfl.initializers.heNormal({ seed: 3 });
  const input = tfl.input({ shape: [11, 11, 3] });
  const conv = (filters: number, strides: number, x: tfl.SymbolicTensor) =>
    layers
      .conv2d({ filters, kernelSize: 3, strides, padding: 'same', useBias: false, kernelInitializer })
      .apply(x) as tfl.SymbolicTensor;
  const apply = (layer: tfl.layers.Layer, x: tfl.SymbolicTensor | tfl.SymbolicTensor[]) =>
    layer.apply(x) as tfl.SymbolicTensor;

  let x = apply(layers.reLU(), apply(layers.batchNormalization(), conv(16, 1, input)));
  x = apply(layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }), x);
  if (wide) x = apply(layers.reLU(), apply(layers.batchNormalization(), conv(64, 1, conv(64, 1, x))));
  const shortcut = conv(32, 2, x);
  const branch = conv(32, 1, apply(layers.reLU(), apply(layers.batchNormalization(), conv(32, 2, x))));
  x = apply(layers.reLU(), apply(layers.add(), [shortcut, branch]));
  x = apply(layers.averagePooling2d({ poolSize: 2, strides: 2 }), x);
  x = apply(layers.flatten(), x);
  x = apply(layers.dense({ units: 5, kernelInitializer }), x);
  return tfl.model({ inputs: input, outputs: x });
}

async function losses(
  backend: string,
  optimizer: () => tf.Optimizer,
  steps: number,
  wide: boolean,
): Promise<number[]> {
  await tf.setBackend(backend);
  const model = smallNet(wide);
  const x = tf.tensor(numbers(8 * 11 * 11 * 3, 1), [8, 11, 11, 3]);
  const y = tf.oneHot([0, 1, 2, 3, 4, 0, 1, 2], 5);
  model.compile({ optimizer: optimizer(), loss: (t, p) => tf.losses.softmaxCrossEntropy(t, p) });
  const history: number[] = [];
  for (let step = 0; step < steps; step++) history.push(Number(await model.trainOnBatch(x, y)));
  tf.dispose([x, y]);
  model.dispose();
  return history;
}

describe('training', () => {
  test.each([
    ['momentum', BACKEND_NAME, 'cpu', () => tf.train.momentum(0.05, 0.9), 4, false],
    ['Adam', BACKEND_NAME, 'cpu', () => tf.train.adam(0.01), 4, false],
    ['momentum, without acceleration', PLAIN, 'cpu', () => tf.train.momentum(0.05, 0.9), 4, false],
    ['momentum and Winograd', BACKEND_NAME, PLAIN, () => tf.train.momentum(0.05, 0.9), 3, true],
  ])('with %s on %s gives the losses of %s', async (_, backend, reference, optimizer, steps, wide) => {
    const expected = await losses(reference, optimizer, steps, wide);
    const found = await losses(backend, optimizer, steps, wide);
    expect(found.at(-1)).not.toBeCloseTo(found[0]!, 1);
    found.forEach((loss, step) => {
      expect(loss).toBeCloseTo(expected[step]!, 4);
    });
  });

  test('does not accumulate tensors or values', async () => {
    await tf.setBackend(BACKEND_NAME);
    const model = smallNet(false);
    model.compile({ optimizer: tf.train.momentum(0.05, 0.9), loss: 'meanSquaredError' });
    const x = tf.tensor(numbers(4 * 11 * 11 * 3, 1), [4, 11, 11, 3]);
    const y = tf.zeros([4, 5]);
    const train = () => model.trainOnBatch(x, y);
    await train();
    const before = { ...tf.memory(), held: tf.backend().numDataIds() };
    for (let step = 0; step < 5; step++) await train();
    expect({ ...tf.memory(), held: tf.backend().numDataIds() }).toEqual(before);
    tf.dispose([x, y]);
    model.dispose();
  });
});
