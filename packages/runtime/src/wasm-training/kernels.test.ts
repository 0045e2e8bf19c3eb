import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers'; // registers the gradients
import { beforeAll, describe, expect, it } from 'vitest';
import { differenceFromCpu } from '../fixtures/difference-from-cpu.js';
import { wasm } from '../wasm.js';

type Pad = Parameters<typeof tf.conv2d>[3];

interface Case {
  image: [height: number, width: number];
  channels: [input: number, output: number];
  kernel: [height: number, width: number];
  strides: number | [number, number];
  pad: Pad;
  rounding?: 'floor' | 'round' | 'ceil';
}

const cases: Case[] = [
  { image: [7, 5], channels: [3, 4], kernel: [3, 3], strides: 1, pad: 'same' },
  { image: [7, 5], channels: [3, 4], kernel: [3, 3], strides: 1, pad: 'valid' },
  { image: [8, 11], channels: [2, 5], kernel: [3, 3], strides: 2, pad: 'same' },
  { image: [8, 11], channels: [2, 5], kernel: [3, 3], strides: 2, pad: 'valid' },
  { image: [9, 10], channels: [1, 3], kernel: [3, 3], strides: 2, pad: 1, rounding: 'floor' },
  { image: [13, 12], channels: [3, 2], kernel: [7, 7], strides: 2, pad: 3, rounding: 'floor' },
  { image: [23, 19], channels: [3, 2], kernel: [11, 11], strides: 4, pad: 2, rounding: 'floor' },
  { image: [6, 7], channels: [4, 6], kernel: [1, 1], strides: 1, pad: 'same' },
  { image: [6, 7], channels: [4, 6], kernel: [1, 1], strides: 2, pad: 'valid' },
  { image: [6, 7], channels: [4, 6], kernel: [1, 1], strides: 3, pad: 'same' },
  { image: [5, 9], channels: [2, 2], kernel: [2, 3], strides: [3, 1], pad: 'same' },
  { image: [10, 9], channels: [2, 3], kernel: [4, 1], strides: [2, 3], pad: 'valid' },
  {
    image: [6, 5],
    channels: [2, 3],
    kernel: [3, 2],
    strides: [1, 2],
    pad: [
      [0, 0],
      [2, 0],
      [0, 1],
      [0, 0],
    ],
  },
  {
    image: [2, 2],
    channels: [2, 3],
    kernel: [1, 1],
    strides: 1,
    pad: [
      [0, 0],
      [3, 4],
      [0, 5],
      [0, 0],
    ],
  },
  { image: [3, 3], channels: [1, 1], kernel: [3, 3], strides: 5, pad: 'same' },
  { image: [1, 1], channels: [5, 7], kernel: [1, 1], strides: 1, pad: 'valid' },
];

const label = ({ image, channels, kernel, strides, pad, rounding }: Case) =>
  `${image.join('x')} ${channels.join('->')} kernel ${kernel.join('x')} stride ${strides} pad ${JSON.stringify(pad)}${rounding ? ` ${rounding}` : ''}`;

const batch = 3;

function convGradients({ image, channels, kernel, strides, pad, rounding }: Case): tf.Tensor[] {
  const x = tf.randomNormal<tf.Rank.R4>([batch, ...image, channels[0]], 0, 1, 'float32', 1);
  const w = tf.randomNormal<tf.Rank.R4>([...kernel, ...channels], 0, 1, 'float32', 2);
  const conv = (a: tf.Tensor4D, b: tf.Tensor4D) => tf.conv2d(a, b, strides, pad, 'NHWC', 1, rounding);
  const dy = tf.randomNormal(conv(x, w).shape, 0, 1, 'float32', 3);
  return tf.grads((a, b) => conv(tf.reshape(a!, x.shape), tf.reshape(b!, w.shape)))([x, w], dy);
}

beforeAll(() => wasm.start());

async function expectSameAsCpu(compute: () => tf.Tensor[]): Promise<void> {
  const { error, leaked } = await differenceFromCpu('wasm', compute);
  expect(error).toBeLessThan(1e-5);
  expect(leaked).toBe(0);
}

describe('convolution gradients on wasm equal those of the cpu backend', () => {
  it.each(cases.map((c) => [label(c), c] as const))('%s', async (_, c) => {
    await expectSameAsCpu(() => convGradients(c));
  });
});

interface Product {
  a: number[];
  b: number[];
  transposeA: boolean;
  transposeB: boolean;
}

const products: Product[] = [
  { a: [5, 3], b: [5, 4], transposeA: true, transposeB: false },
  { a: [3, 5], b: [4, 5], transposeA: false, transposeB: true },
  { a: [3, 5], b: [90, 5], transposeA: false, transposeB: true },
  { a: [5, 3], b: [4, 5], transposeA: true, transposeB: true },
  { a: [5, 3], b: [90, 5], transposeA: true, transposeB: true },
  { a: [2, 5, 3], b: [2, 5, 4], transposeA: true, transposeB: false },
  { a: [2, 3, 5], b: [2, 40, 5], transposeA: false, transposeB: true },
  { a: [2, 5, 3], b: [1, 40, 5], transposeA: true, transposeB: true },
];

describe('matrix products on wasm equal those of the cpu backend', () => {
  it.each(products)('$a x $b, transposed: $transposeA, $transposeB', async (product) => {
    await expectSameAsCpu(() => {
      const a = tf.randomNormal(product.a, 0, 1, 'float32', 1);
      const b = tf.randomNormal(product.b, 0, 1, 'float32', 2);
      return [tf.matMul(a, b, product.transposeA, product.transposeB)];
    });
  });
});

describe('tiling on wasm equals that of the cpu backend', () => {
  it.each([
    { shape: [1, 1, 1, 5], reps: [2, 3, 4, 1] },
    { shape: [1, 3], reps: [4, 1] },
    { shape: [2, 3], reps: [2, 1] },
    { shape: [3, 1, 2], reps: [1, 2, 3] },
    { shape: [1], reps: [7] },
  ])('$shape, $reps times', async ({ shape, reps }) => {
    await expectSameAsCpu(() => [tf.tile(tf.randomNormal(shape, 0, 1, 'float32', 1), reps)]);
    await expectSameAsCpu(() => [tf.tile(tf.randomUniform(shape, 0, 9, 'int32', 1), reps)]);
  });
});

describe('gradients of max pooling on wasm equal those of the cpu backend', () => {
  const inputs: Record<string, () => tf.Tensor4D> = {
    'values of both signs': () => tf.randomNormal([2, 7, 8, 3], 0, 1, 'float32', 1),
    'rectified values, with windows of zeros': () =>
      tf.relu(tf.randomNormal([2, 7, 8, 3], -1, 1, 'float32', 2)),
    'negative values': () => tf.randomUniform([2, 7, 8, 3], -2, -1, 'float32', 3),
    'equal values': () => tf.fill([2, 7, 8, 3], 5),
  };
  const pools: [size: number, stride: number, pad: 'valid' | 'same' | number][] = [
    [2, 2, 'valid'],
    [3, 2, 1],
    [3, 2, 'same'],
    [3, 1, 'same'],
  ];
  it.each(Object.entries(inputs).flatMap(([name, input]) => pools.map((pool) => ({ name, input, pool }))))(
    '$name, size, stride and padding $pool',
    async ({ input, pool: [size, stride, pad] }) => {
      await expectSameAsCpu(() => {
        const pooled = (x: tf.Tensor) =>
          tf.maxPool(
            tf.reshape<tf.Rank.R4>(x, [2, 7, 8, 3]),
            size,
            stride,
            pad,
            pad === 1 ? 'floor' : undefined,
          );
        const x = input();
        const dy = tf.randomNormal(pooled(x).shape, 0, 1, 'float32', 4);
        return [tf.grad(pooled)(x, dy)];
      });
    },
  );
});

it('refuses NCHW, which the wasm backend cannot convolve', async () => {
  await tf.setBackend('wasm');
  const run = () =>
    tf.tidy(() => {
      const x = tf.ones<tf.Rank.R4>([1, 2, 4, 4]);
      return tf
        .engine()
        .runKernel(
          'Conv2DBackpropFilter',
          { x, dy: x },
          { strides: 1, pad: 'same', dataFormat: 'NCHW', filterShape: [3, 3, 2, 2] },
        );
    });
  expect(run).toThrow(/expected dataFormat NHWC, found NCHW/);
});
