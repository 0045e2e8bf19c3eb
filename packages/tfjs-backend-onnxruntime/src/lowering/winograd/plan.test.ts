import { expect, test } from 'vitest';
import type { NCHWcOptions } from '../graph/nchwc.js';
import { planWinograd } from './plan.js';

interface Layer {
  readonly channels?: number;
  readonly size?: number;
  readonly kernel?: number;
  readonly stride?: number;
  readonly dilation?: number;
}

/** Tiles along rows and along columns, 0 where there are none. */
function tilesOf(layer: Layer, options: Partial<NCHWcOptions> = {}): [number, number] {
  const { channels = 128, size = 28, kernel = 3, stride = 1, dilation = 1 } = layer;
  const around = (kernel - 1) / 2;
  const window = {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    dilations: [dilation, dilation],
    pads: [around, around, around, around],
  };
  const shape = [options.batch ?? 1, channels, size, size];
  const plan = planWinograd(channels, shape, window, { block: 8, trainable: false, ...options });
  return [plan?.rows.tiles ?? 0, plan?.columns?.tiles ?? 0];
}

test('rows are tiled for the fewest multiplications, columns for accuracy', () => {
  expect(tilesOf({})).toEqual([4, 7]);
  expect(tilesOf({ size: 56 })).toEqual([7, 14]);
  expect(tilesOf({ kernel: 5 })).toEqual([5, 14]);
});

test('columns are tiled if there are many channels, and many tiles in a run', () => {
  expect(tilesOf({ channels: 64 })).toEqual([4, 0]);
  expect(tilesOf({ size: 14 })).toEqual([2, 0]);
  expect(tilesOf({ size: 14 }, { batch: 2 })).toEqual([2, 4]);
  expect(tilesOf({}, { trainable: true })).toEqual([4, 0]);
});

test('convolutions stay plain where that is faster', () => {
  expect(tilesOf({ channels: 56 })).toEqual([0, 0]);
  expect(tilesOf({ kernel: 1 })).toEqual([0, 0]);
  expect(tilesOf({ kernel: 7 })).toEqual([0, 0]);
  expect(tilesOf({ stride: 2 })).toEqual([0, 0]);
  expect(tilesOf({ dilation: 2 })).toEqual([0, 0]);
  expect(tilesOf({ size: 2 })).toEqual([0, 0]);
  expect(tilesOf({ size: 14 }, { trainable: true })).toEqual([0, 0]);
  expect(tilesOf({ size: 14 }, { trainable: true, batch: 2 })).toEqual([2, 0]);
});
