import type { backend_util } from '@tensorflow/tfjs-core';
import type { Recorder } from '../../engine/recorder.js';
import type { Operand, Value } from '../../engine/value.js';
import { NCHW_TO_NHWC, NHWC_TO_NCHW } from './permutations.js';
import { transpose } from './shaping.js';

export type DataFormat = 'channelsFirst' | 'channelsLast';

export function toNCHW(g: Recorder, x: Operand, format: DataFormat): Value {
  return transpose(g, x, format === 'channelsLast' ? NHWC_TO_NCHW : [0, 1, 2, 3]);
}

export function fromNCHW(g: Recorder, x: Operand, format: DataFormat): Value {
  return transpose(g, x, format === 'channelsLast' ? NCHW_TO_NHWC : [0, 1, 2, 3]);
}

/** The sliding window of a convolution or a pool. */
export interface Window {
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  /** Rows above, columns left, rows below, columns right. */
  readonly pads: readonly [number, number, number, number];
}

type Info = backend_util.Conv2DInfo;

/**
 * The window of a TF.js convolution or pool. Padding at the end is how far the last window reaches beyond the
 * image, which also covers TF.js's rounding modes.
 */
export function windowOf(info: Info): Window {
  const { padInfo, strideHeight, strideWidth } = info;
  const below =
    (info.outHeight - 1) * strideHeight + info.effectiveFilterHeight - info.inHeight - padInfo.top;
  const right = (info.outWidth - 1) * strideWidth + info.effectiveFilterWidth - info.inWidth - padInfo.left;
  return {
    kernel: [info.filterHeight, info.filterWidth],
    strides: [strideHeight, strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: [padInfo.top, padInfo.left, Math.max(0, below), Math.max(0, right)],
  };
}

/** The attributes that ONNX's Conv and pools share. */
export type WindowAttributes = Readonly<
  Record<'kernel_shape' | 'strides' | 'dilations' | 'pads', readonly number[]>
>;

/** The window of a 1x1 convolution. */
export const POINTWISE: WindowAttributes = {
  kernel_shape: [1, 1],
  strides: [1, 1],
  dilations: [1, 1],
  pads: [0, 0, 0, 0],
};

/** A window as the attributes of ONNX's Conv and pools. */
export function windowAttributes({ kernel, strides, dilations, pads }: Window): WindowAttributes {
  return { kernel_shape: kernel, strides, dilations, pads };
}

export function inputNCHW({ batchSize, inChannels, inHeight, inWidth }: Info): number[] {
  return [batchSize, inChannels, inHeight, inWidth];
}

export function outputNCHW({ batchSize, outChannels, outHeight, outWidth }: Info): number[] {
  return [batchSize, outChannels, outHeight, outWidth];
}
