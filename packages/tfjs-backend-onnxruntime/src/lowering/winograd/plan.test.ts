import { expect, test } from 'vitest';
import type { Blocking } from '../graph/nchwc.js';
import { cutWorthwhile } from './plan.js';

interface Layer {
  readonly channels?: number;
  readonly size?: number;
  readonly kernel?: number;
  readonly stride?: number;
  readonly dilation?: number;
}

/** `[strips, tiles]` of an image, 0 where it is not cut. */
function cutOf(layer: Layer, blocking: Partial<Blocking> = {}): [number, number] {
  const { channels = 128, size = 28, kernel = 3, stride = 1, dilation = 1 } = layer;
  const around = (kernel - 1) / 2;
  const window = {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    dilations: [dilation, dilation],
    pads: [around, around, around, around],
  };
  const shape = [blocking.images ?? 1, channels, size, size];
  const cut = cutWorthwhile(channels, shape, window, { block: 8, changing: false, ...blocking });
  return [cut?.rows.strips ?? 0, cut?.columns?.strips ?? 0];
}

test('rows are cut in the fewest products, columns in exact ones', () => {
  expect(cutOf({})).toEqual([4, 7]);
  expect(cutOf({ size: 56 })).toEqual([7, 14]);
  expect(cutOf({ kernel: 5 })).toEqual([5, 14]);
});

test('columns are cut if channels are many, and tiles in a run', () => {
  expect(cutOf({ channels: 64 })).toEqual([4, 0]);
  expect(cutOf({ size: 14 })).toEqual([2, 0]);
  expect(cutOf({ size: 14 }, { images: 2 })).toEqual([2, 4]);
  expect(cutOf({}, { changing: true })).toEqual([4, 0]);
});

test('plain sums are left where they are faster', () => {
  expect(cutOf({ channels: 56 })).toEqual([0, 0]);
  expect(cutOf({ kernel: 1 })).toEqual([0, 0]);
  expect(cutOf({ kernel: 7 })).toEqual([0, 0]);
  expect(cutOf({ stride: 2 })).toEqual([0, 0]);
  expect(cutOf({ dilation: 2 })).toEqual([0, 0]);
  expect(cutOf({ size: 2 })).toEqual([0, 0]);
  expect(cutOf({ size: 14 }, { changing: true })).toEqual([0, 0]);
  expect(cutOf({ size: 14 }, { changing: true, images: 2 })).toEqual([2, 0]);
});
