import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers'; // registers the gradients
import { beforeAll, describe, expect, test } from 'vitest';
import { differenceFromCpu } from '../fixtures/difference-from-cpu.js';
import { wasm } from '../wasm.js';

beforeAll(async () => {
  await wasm.start();
});

const image = (): tf.Tensor4D =>
  tf.tensor4d(
    Float32Array.from({ length: 600 }, (_, i) => 9 * Math.sin(i)),
    [2, 10, 6, 5],
  );
const filter = (): tf.Tensor4D =>
  tf.tensor4d(
    Float32Array.from({ length: 45 }, (_, i) => Math.cos(i)),
    [3, 3, 5, 1],
  );
const matrix = (): tf.Tensor2D =>
  tf.tensor2d(
    Float32Array.from({ length: 20 }, (_, i) => Math.cos(i)),
    [5, 4],
  );

type Activation = 'relu' | 'relu6';
const convolve = (x: tf.Tensor4D, activation: Activation): tf.Tensor =>
  tf.fused.conv2d({ x, filter: filter(), strides: 1, pad: 'same', activation });
const convolveEach = (x: tf.Tensor4D, activation: Activation): tf.Tensor =>
  tf.fused.depthwiseConv2d({ x, filter: filter(), strides: 1, pad: 'same', activation });
const multiply = (x: tf.Tensor4D, activation: Activation): tf.Tensor =>
  tf.fused.matMul({ a: tf.reshape(x, [-1, 5]), b: matrix(), activation });

const computations: readonly [string, (x: tf.Tensor4D) => tf.Tensor][] = [
  ['relu', (x) => tf.relu(x)],
  ['relu6', (x) => tf.relu6(x)],
  ...(['relu', 'relu6'] as const).flatMap((activation): [string, (x: tf.Tensor4D) => tf.Tensor][] => [
    [`convolution with ${activation}`, (x) => convolve(x, activation)],
    [`depthwise convolution with ${activation}`, (x) => convolveEach(x, activation)],
    [`product with ${activation}`, (x) => multiply(x, activation)],
  ]),
];

describe.each(computations)('%s', (_, compute) => {
  test('is that of the cpu backend, and leaves nothing behind', async () => {
    const { error, leaked } = await differenceFromCpu('wasm', () => [compute(image())]);
    expect(error).toBeLessThan(1e-5);
    expect(leaked).toBe(0);
  });

  test.each([
    ['NaN', Number.NaN],
    ['-Infinity, as which the NaN of a convolution comes', Number.NEGATIVE_INFINITY],
  ])('does not hide %s', async (_, value) => {
    await tf.setBackend('wasm');
    const values = await image().data();
    const broken = tf.tensor4d(
      values.map((one, i) => (i % 5 === 0 ? value : one)),
      [2, 10, 6, 5],
    );
    const result = await compute(broken).data();
    expect(result.some(Number.isNaN)).toBe(true);
  });
});

test('of whole numbers, of nothing and of one number', async () => {
  await tf.setBackend('wasm');
  const [whole, nothing, one] = [tf.tensor1d([-1, 2], 'int32'), tf.zeros([0, 3]), tf.scalar(-2)];
  expect(await tf.relu(whole).data()).toEqual(Int32Array.of(0, 2));
  expect(tf.relu(nothing).shape).toEqual([0, 3]);
  expect([await tf.relu(one).data(), await tf.relu6(one).data()].map(([first]) => first)).toEqual([0, 0]);
});

test.each([
  ['relu', tf.relu],
  ['relu6', tf.relu6],
] as const)('the gradient of %s', async (_, activation) => {
  const { error } = await differenceFromCpu('wasm', () => [tf.grad((x) => activation(x))(image())]);
  expect(error).toBe(0);
});
