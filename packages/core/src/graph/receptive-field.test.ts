import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import { conv2d, depthwiseConv2d } from '../layers/conv2d.js';
import { concat, identity, type Layer, residual, sequential } from '../layers/layer.js';
import { averagePool } from '../layers/pooling.js';
import { layerTable } from './layer-table.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const [height, width] = [15, 11];
const conv = (name: string, kernel: number, stride = 1, pad = (kernel - 1) / 2): Layer =>
  conv2d(name, { filters: 2, kernel, stride, pad });
const same = (name: string, size: number, stride: number): Layer => {
  const layer = tfl.layers.conv2d({ name, filters: 2, kernelSize: size, strides: stride, padding: 'same' });
  return (x) => layer.apply(x) as tfl.SymbolicTensor;
};

/** First and last row and column of the pixels that change one output pixel: where its gradient is not zero. */
function seenBy(model: tfl.LayersModel, [row, column]: readonly [number, number]): number[] {
  const gradient = tf.tidy(() => {
    const [, rows, columns, channels] = model.outputs[0]!.shape as number[];
    const pixel = tf.buffer([1, rows!, columns!, channels!]);
    for (let c = 0; c < channels!; c++) pixel.set(1, 0, row, column, c);
    const loss = (x: tf.Tensor): tf.Scalar =>
      tf.sum(tf.mul(model.apply(x) as tf.Tensor, pixel.toTensor())) as tf.Scalar;
    return tf.squeeze(tf.sum(tf.abs(tf.grad(loss)(tf.ones([1, height, width, 1]))), 3)).arraySync();
  }) as number[][];
  const rows = gradient.flatMap((values, i) => (values.some((value) => value > 0) ? [i] : []));
  const columns = gradient.flatMap((values) => values.flatMap((value, i) => (value > 0 ? [i] : [])));
  return [rows[0]!, rows.at(-1)!, Math.min(...columns), Math.max(...columns)];
}

test.each<[what: string, layer: Layer]>([
  ['a padded convolution', conv('a', 3)],
  ['one without padding', conv('a', 3, 1, 0)],
  ['strided ones', sequential(conv('a', 7, 2), conv('b', 3, 2))],
  ['a dilated one', conv2d('a', { filters: 2, kernel: 3, pad: 2, dilation: 2 })],
  ['a wide one', conv2d('a', { filters: 2, kernel: [1, 5], pad: [0, 2] })],
  ['a depthwise one', depthwiseConv2d('a', { kernel: 3, stride: 2, pad: 1 })],
  ["TensorFlow's uneven padding", sequential(same('a', 3, 2), same('b', 4, 3))],
  ['pools', sequential(averagePool('p', { size: 3, stride: 2, pad: 1 }), conv('a', 3))],
  ['a pool that rounds up', averagePool('p', { size: 3, stride: 2, ceilMode: true })],
  ['a shortcut', residual('sum', sequential(conv('a', 3), conv('b', 3)), conv('c', 1))],
  [
    'branches that see different places',
    concat('all', conv('a', 3, 1, 2), sequential(conv('b', 1, 1, 1), identity)),
  ],
])('each pixel sees the pixels with a gradient: %s', (_, layer) => {
  const input = tfl.input({ shape: [height, width, 1] });
  const model = tfl.model({ inputs: input, outputs: layer(input) });
  for (const weight of model.weights) weight.write(tf.ones(weight.shape as number[]));
  const { outputShape, field } = layerTable(model).at(-1)!;
  const [rows = 1, columns = 1] = outputShape as number[];
  const corners = [0, Math.floor(rows / 2), rows - 1].flatMap((row) =>
    [0, Math.floor(columns / 2), columns - 1].map((column) => [row, column] as const),
  );
  for (const cell of corners) {
    const expected = ([0, 1] as const).flatMap((side) => {
      const first = field!.start[side] + cell[side] * field!.stride[side];
      return [Math.max(0, first), Math.min([height, width][side]!, first + field!.size[side]) - 1];
    });
    expect({ cell, seen: seenBy(model, cell) }).toEqual({ cell, seen: expected });
  }
  model.dispose();
});
