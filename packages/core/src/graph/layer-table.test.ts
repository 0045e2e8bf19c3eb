import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import { relu } from '../layers/activations.js';
import { conv2d, depthwiseConv2d } from '../layers/conv2d.js';
import { concat, identity, type Layer, sequential } from '../layers/layer.js';
import { averagePool, maxPool } from '../layers/pooling.js';
import { squeezeExcite } from '../layers/squeeze-excite.js';
import { type LayerRow, layerTable } from './layer-table.js';
import { minimumSize } from './minimum-size.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

function modelOf(layer: Layer): tfl.LayersModel {
  const input = tfl.input({ shape: [20, 20, 4] });
  return tfl.model({ inputs: input, outputs: layer(input) });
}

const last = (layer: Layer): LayerRow => layerTable(modelOf(layer)).at(-1)!;

const pool = maxPool('pool', { size: 3, stride: 2, pad: 1 });
const conv = (name: string, kernel = 3): Layer => conv2d(name, { filters: 4, kernel, pad: (kernel - 1) / 2 });

test.each<[what: string, layer: Layer, field: number | null, stride: number]>([
  ['a dilated convolution', conv2d('c', { filters: 4, kernel: 3, pad: 2, dilation: 2 }), 5, 1],
  ['a wide one, along its longer side', conv2d('c', { filters: 4, kernel: [1, 7], pad: [0, 3] }), 7, 1],
  [
    'wide and tall ones in turn, on both sides',
    sequential(
      conv2d('a', { filters: 4, kernel: [1, 7], pad: [0, 3] }),
      conv2d('b', { filters: 4, kernel: [5, 1], pad: [2, 0] }),
    ),
    7,
    1,
  ],
  ['a strided depthwise one', depthwiseConv2d('c', { kernel: 3, stride: 2, pad: 1 }), 3, 2],
  ['pools', sequential(pool, averagePool('p', { size: 2, ceilMode: true })), 5, 4],
  ['the widest of several branches', concat('all', conv('a', 1), conv('b', 5), identity), 5, 1],
  ['a convolution after a pool', sequential(pool, conv('c')), 7, 2],
  [
    'the whole image where channels are excited',
    sequential(pool, squeezeExcite('se', { squeezed: 2 }), conv('c')),
    null,
    2,
  ],
])('%s', (_, layer, field, stride) => {
  expect(last(layer)).toMatchObject({ receptiveField: field, stride });
});

test('multiply-adds are those of every kernel at every pixel', () => {
  // 9 pixels of one channel each, then of half of the 4 channels, then of all.
  expect(last(depthwiseConv2d('c', { kernel: 3, pad: 1 })).macs).toBe(20 * 20 * 9 * 4);
  expect(last(conv2d('c', { filters: 6, kernel: 3, pad: 1, groups: 2 })).macs).toBe(20 * 20 * 9 * 2 * 6);
  expect(last(conv2d('c', { filters: 6, kernel: 3, pad: 2, dilation: 2 })).macs).toBe(20 * 20 * 9 * 4 * 6);
});

test.each<[layer: Layer, size: [number, number]]>([
  [sequential(conv('a'), relu('r')), [1, 1]],
  [conv2d('a', { filters: 1, kernel: [3, 5], dilation: 2 }), [5, 9]],
  [sequential(maxPool('p', { size: 3 }), maxPool('q', { size: 2 })), [6, 6]],
  [
    sequential(maxPool('p', { size: 3, stride: 2, ceilMode: true }), conv2d('c', { filters: 1, kernel: 2 })),
    [4, 4],
  ],
])('the smallest image leaves a pixel everywhere, case %#', (layer, size) => {
  expect(minimumSize(modelOf(layer))).toEqual(size);
});
