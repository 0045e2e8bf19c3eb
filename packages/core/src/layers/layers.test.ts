import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { closedFormValues } from '../testing/closed-form.js';
import { batchNorm } from './batch-norm.js';
import { subsampleAndPadChannels } from './channel-padding.js';
import { conv2d } from './conv2d.js';
import { flatten } from './dense.js';
import { fromTfLayer, type Layer, residual, sequential } from './layer.js';
import { localResponseNorm } from './local-response-norm.js';
import { adaptiveAveragePool, maxPool } from './pooling.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Signed values: zeros that padding brings in must show. */
function noise(shape: [number, number, number, number], key = 'x'): tf.Tensor4D {
  return tf.tensor4d(
    closedFormValues(
      key,
      shape.reduce((product, n) => product * n, 1),
    ),
    shape,
  );
}

function modelOf(layer: Layer, [height, width, channels]: [number, number, number]): tfl.LayersModel {
  const input = tfl.input({ shape: [height, width, channels] });
  return tfl.model({ inputs: input, outputs: layer(input) });
}

function values(x: tf.Tensor | tf.Tensor[]): number[] {
  return [...(Array.isArray(x) ? x[0]! : x).dataSync()];
}

/** Reads a padded map one window at a time, as the definition of a convolution or pool says. */
function windows(
  x: tf.Tensor4D,
  { size, stride, pad, empty }: { size: number; stride: number; pad: number; empty: number },
  reduce: (window: number[][], c: number) => number,
): { shape: number[]; values: number[] } {
  const [, height, width, channels] = x.shape;
  const data = x.dataSync();
  const at = (i: number, j: number, c: number): number =>
    i < 0 || j < 0 || i >= height || j >= width ? empty : data[(i * width + j) * channels + c]!;
  const rows = Math.floor((height + 2 * pad - size) / stride) + 1;
  const columns = Math.floor((width + 2 * pad - size) / stride) + 1;
  const result: number[] = [];
  for (let r = 0; r < rows; r++) {
    for (let s = 0; s < columns; s++) {
      for (let c = 0; c < channels; c++) {
        const window = Array.from({ length: size * size }, (_, k) =>
          Array.from({ length: channels }, (_, channel) =>
            at(r * stride - pad + Math.floor(k / size), s * stride - pad + (k % size), channel),
          ),
        );
        result.push(reduce(window, c));
      }
    }
  }
  return { shape: [1, rows, columns, channels], values: result };
}

const geometries = [
  { name: 'ResNet stem', size: 7, stride: 2, pad: 3, input: 16 },
  { name: 'strided 3x3, even input', size: 3, stride: 2, pad: 1, input: 8 },
  { name: 'strided 3x3, odd input', size: 3, stride: 2, pad: 1, input: 7 },
  { name: 'AlexNet conv1', size: 11, stride: 4, pad: 2, input: 24 },
  { name: 'plain 3x3', size: 3, stride: 1, pad: 1, input: 6 },
  { name: 'plain 5x5', size: 5, stride: 1, pad: 2, input: 7 },
  { name: 'padding beyond the kernel’s half', size: 3, stride: 1, pad: 2, input: 6 },
  { name: '3x3 without padding', size: 3, stride: 1, pad: 0, input: 6 },
  { name: 'strided 1x1', size: 1, stride: 2, pad: 0, input: 7 },
];

describe.each(geometries)('convolution: $name', ({ size, stride, pad, input }) => {
  test('pads like PyTorch', () => {
    const model = modelOf(conv2d('conv', { filters: 2, kernel: size, stride, pad, bias: false }), [
      input,
      input + 1,
      2,
    ]);
    const kernel = noise([size, size, 2, 2], 'kernel');
    model.getLayer('conv').setWeights([kernel]);
    const x = noise([1, input, input + 1, 2]);
    const k = kernel.dataSync();
    const expected = windows(x, { size, stride, pad, empty: 0 }, (window, out) =>
      window.reduce(
        (sum, pixel, p) => sum + pixel.reduce((s, value, c) => s + value * k[(p * 2 + c) * 2 + out]!, 0),
        0,
      ),
    );
    const y = model.predict(x) as tf.Tensor;
    expect(y.shape).toEqual(expected.shape);
    expect(values(y)).toEqual(expected.values.map((value) => expect.closeTo(value, 4)));
  });
});

describe.each([
  { name: 'ResNet pool', size: 3, stride: 2, pad: 1, input: 8 },
  { name: 'AlexNet pool', size: 3, stride: 2, pad: 0, input: 8 },
  { name: 'VGG pool, odd input', size: 2, stride: 2, pad: 0, input: 7 },
])('max pool: $name', ({ size, stride, pad, input }) => {
  test('ignores the padding even where all values are negative', () => {
    const model = modelOf(maxPool('pool', { size, stride, pad }), [input, input, 2]);
    const x = tf.sub<tf.Tensor4D>(noise([1, input, input, 2]), 5);
    const expected = windows(x, { size, stride, pad, empty: Number.NEGATIVE_INFINITY }, (window, c) =>
      Math.max(...window.map((pixel) => pixel[c]!)),
    );
    const y = model.predict(x) as tf.Tensor;
    expect(y.shape).toEqual(expected.shape);
    expect(values(y)).toEqual(expected.values);
  });
});

test('adaptive average pooling takes PyTorch’s bins, smaller and larger than the map', () => {
  const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [1, 2, 5, 1]);
  // 5 columns in 3 bins: [0, 2), [1, 4), [3, 5); 2 rows in 3 bins: [0, 1), [0, 2), [1, 2).
  const y = modelOf(adaptiveAveragePool('pool', 3), [2, 5, 1]).predict(x);
  expect(values(y)).toEqual([1.5, 3, 4.5, 4, 5.5, 7, 6.5, 8, 9.5].map((value) => expect.closeTo(value, 5)));
});

test('adaptive average pooling is left out where the map has the size', () => {
  expect(modelOf(adaptiveAveragePool('pool', 3), [3, 3, 1]).layers).toHaveLength(1);
});

test('grouped convolution is one convolution per group', () => {
  const model = modelOf(conv2d('conv', { filters: 4, kernel: 3, pad: 1, groups: 2 }), [5, 5, 6]);
  const kernel = noise([3, 3, 3, 4], 'kernel');
  const bias = tf.tensor1d([1, 2, 3, 4]);
  model.getLayer('conv').setWeights([kernel, bias]);
  const x = noise([2, 5, 5, 6]);
  const half = (g: number): tf.Tensor =>
    tf.conv2d(
      tf.slice(x, [0, 0, 0, 3 * g], [-1, -1, -1, 3]),
      tf.slice(kernel, [0, 0, 0, 2 * g], [-1, -1, -1, 2]),
      1,
      'same',
    );
  const expected = tf.add(tf.concat([half(0), half(1)], 3), bias);
  expect(values(model.predict(x))).toEqual(values(expected).map((value) => expect.closeTo(value, 5)));
});

test('grouped convolution refuses channels that don’t divide', () => {
  expect(() => modelOf(conv2d('conv', { filters: 4, kernel: 3, groups: 2 }), [5, 5, 3])).toThrow(
    'divisible by 2',
  );
});

test('a convolution cannot be both strided and dilated', () => {
  const build = (): unknown => conv2d('conv', { filters: 4, kernel: 3, stride: 2, dilation: 2 });
  expect(build).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  expect(build).toThrow('convolution conv: expected a stride or a dilation of 1');
});

test('local response normalization follows the paper’s formula', () => {
  const x = noise([1, 1, 1, 7]);
  const model = modelOf(localResponseNorm('norm', { radius: 2, bias: 2, alpha: 0.5, beta: 0.75 }), [1, 1, 7]);
  const a = values(x);
  const expected = a.map((value, i) => {
    const sum = a.slice(Math.max(0, i - 2), i + 3).reduce((s, v) => s + v * v, 0);
    return value / (2 + 0.5 * sum) ** 0.75;
  });
  expect(values(model.predict(x))).toEqual(expected.map((value) => expect.closeTo(value, 5)));
});

describe('batch norm', () => {
  const build = (): tfl.LayersModel => modelOf(batchNorm('bn'), [2, 2, 1]);
  // Mean 2.5, biased variance 1.25, unbiased 5/3.
  const x = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);

  test('normalizes by the batch in training, by running statistics otherwise', () => {
    const model = build();
    const trained = values(model.apply(x, { training: true }) as tf.Tensor);
    expect(trained).toEqual([1, 2, 3, 4].map((v) => expect.closeTo((v - 2.5) / Math.sqrt(1.25 + 1e-5), 4)));
    const [, , mean, variance] = model.getWeights().map((weight) => weight.dataSync()[0]!);
    expect(mean).toBeCloseTo(0.25, 6);
    expect(variance).toBeCloseTo(0.9 + (0.1 * 5) / 3, 6);
    const inferred = values(model.predict(x));
    expect(inferred[0]).toBeCloseTo((1 - 0.25) / Math.sqrt(0.9 + 0.5 / 3 + 1e-5), 5);
  });

  test('a frozen one uses and keeps its running statistics in training', () => {
    const model = build();
    model.getLayer('bn').trainable = false;
    const y = values(model.apply(x, { training: true }) as tf.Tensor);
    expect(y[0]).toBeCloseTo(1 / Math.sqrt(1 + 1e-5), 6);
    expect(model.getWeights()[2]!.dataSync()[0]).toBe(0);
  });
});

test('the parameter-free shortcut takes every other pixel and pads channels on both sides', () => {
  const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
  const y = modelOf(subsampleAndPadChannels('shortcut', { stride: 2, channels: 3 }), [3, 3, 1]).predict(x);
  expect(values(y)).toEqual([0, 1, 0, 0, 3, 0, 0, 7, 0, 0, 9, 0]);
});

test('flatten puts channels first, as PyTorch does', () => {
  const x = tf.tensor4d([1, 10, 2, 20, 3, 30, 4, 40], [1, 2, 2, 2]);
  expect(values(modelOf(flatten('flatten'), [2, 2, 2]).predict(x))).toEqual([1, 2, 3, 4, 10, 20, 30, 40]);
});

test('a residual adds its shortcut, and a tf.layers layer takes part', () => {
  const twice = fromTfLayer(() => tfl.layers.averagePooling2d({ poolSize: [1, 1], strides: [1, 1] }));
  const x = noise([1, 2, 2, 1]);
  const y = modelOf(sequential(residual('add', twice, (input) => input)), [2, 2, 1]).predict(x);
  expect(values(y)).toEqual(values(x).map((value) => 2 * value));
});
