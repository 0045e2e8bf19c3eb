import type * as tfl from '@tensorflow/tfjs-layers';
import { Pool2d } from '../layers/pool2d.js';

/** A value for the height and one for the width. */
export type Sides = readonly [height: number, width: number];

/** What one output pixel of a layer reads. */
export interface Window {
  /** Input pixels along each side, dilation included. */
  readonly size: Sides;
  /** How far the window of the neighboring output pixel is, in input pixels. */
  readonly stride: Sides;
  /** Pixels of padding along each side, both ends together, or TensorFlow's 'same'. */
  readonly padding: Sides | 'same';
  /** Those of them before the first pixel. */
  readonly before: Sides | 'same';
}

const pixel: Window = { size: [1, 1], stride: [1, 1], padding: [0, 0], before: [0, 0] };

const windowed = new Set([
  'Conv2D',
  'GroupedConv2d',
  'DepthwiseConv2D',
  'MaxPooling2D',
  'AveragePooling2D',
  'SubsampleAndPadChannels',
]);
const wholeMap = new Set([
  'AdaptiveAveragePool',
  'GlobalAveragePooling2D',
  'GlobalMaxPooling2D',
  'Flatten',
  'Permute',
  'Dense',
]);

/** The window of a layer: 'whole map' if it reads everything, a single pixel if it is pointwise. */
export function windowOf(layer: tfl.layers.Layer): Window | 'whole map' {
  const className = layer.getClassName();
  if (wholeMap.has(className)) return 'whole map';
  const config = layer.getConfig();
  if (className === 'ZeroPadding2D') return { ...pixel, ...addedPixels(config.padding) };
  if (layer instanceof Pool2d) {
    const { size, stride, pad, ceilMode } = layer.options;
    const padding = 2 * pad + (ceilMode ? stride - 1 : 0);
    return { size: [size, size], stride: [stride, stride], padding: [padding, padding], before: [pad, pad] };
  }
  if (!windowed.has(className)) return pixel;
  const [height, width] = sides(config.kernelSize) ?? sides(config.poolSize) ?? [1, 1];
  const dilation = sides(config.dilationRate) ?? [1, 1];
  return {
    size: [(height - 1) * dilation[0] + 1, (width - 1) * dilation[1] + 1],
    stride: sides(config.strides) ?? sides(config.stride) ?? [1, 1],
    ...(config.padding === 'same' ? { padding: 'same', before: 'same' } : addedPixels(config.padding)),
  };
}

/** What [[top, bottom], [left, right]] adds. */
function addedPixels(padding: unknown): { padding: Sides; before: Sides } {
  if (!Array.isArray(padding)) return { padding: [0, 0], before: [0, 0] };
  const [rows, columns] = padding.map((side: unknown) => sides(side) ?? [0, 0]);
  return {
    padding: [rows![0] + rows![1], columns![0] + columns![1]],
    before: [rows![0], columns![0]],
  };
}

function sides(value: unknown): Sides | undefined {
  const [first, second = first]: unknown[] = Array.isArray(value) ? value : [value];
  return typeof first === 'number' && typeof second === 'number' ? [first, second] : undefined;
}
