import type * as tfl from '@tensorflow/tfjs-layers';
import { GroupedConv2d } from '../layers/conv2d.js';

/** How many input pixels one output pixel reads along a side, and how far its neighbor moves on. */
export interface Window {
  readonly size: number;
  readonly stride: number;
}

const windowed = new Set([
  'Conv2D',
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

/** The window of a layer; 'whole map' where it reads everything; a single pixel where it is pointwise. */
export function windowOf(layer: tfl.layers.Layer): Window | 'whole map' {
  const className = layer.getClassName();
  if (wholeMap.has(className)) return 'whole map';
  if (layer instanceof GroupedConv2d) {
    return { size: layer.options.kernelSize, stride: layer.options.strides };
  }
  if (!windowed.has(className)) return { size: 1, stride: 1 };
  const config = layer.getConfig();
  const dilation = side(config.dilationRate) ?? 1;
  const size = side(config.kernelSize) ?? side(config.poolSize) ?? 1;
  return { size: (size - 1) * dilation + 1, stride: side(config.strides) ?? side(config.stride) ?? 1 };
}

function side(value: unknown): number | undefined {
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'number' ? first : undefined;
}
