import { ConvzooError } from '@convzoo/core/errors';
import { backend_util } from '@tensorflow/tfjs-core';
import type { Padding } from './compose-kernel.js';

export type Shape4D = [number, number, number, number];

/** The attributes that TF.js gives to a convolution's gradient kernels; dilation is always 1 there. */
export interface ConvAttrs {
  strides: [number, number] | number;
  pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  dataFormat: 'NHWC' | 'NCHW';
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** One spatial axis of a convolution, in elements. */
export interface Axis {
  input: number;
  output: number;
  kernel: number;
  stride: number;
  /** Zeros before the first and after the last element of the input. */
  padding: Padding;
}

export interface ConvGeometry {
  batch: number;
  inChannels: number;
  outChannels: number;
  height: Axis;
  width: Axis;
}

/** The forward convolution that a gradient kernel is asked about. Throws for NCHW, which wasm lacks. */
export function convGeometry(inputShape: Shape4D, filterShape: Shape4D, attrs: ConvAttrs): ConvGeometry {
  const { strides, pad, dataFormat, dimRoundingMode } = attrs;
  if (dataFormat !== 'NHWC') {
    throw new ConvzooError('invalid-argument', {
      subject: 'convolution gradient on the wasm backend',
      expected: 'dataFormat NHWC',
      found: dataFormat,
      remedy: 'Transpose the images to NHWC.',
    });
  }
  const info = backend_util.computeConv2DInfo(inputShape, filterShape, strides, 1, pad, dimRoundingMode);
  return {
    batch: info.batchSize,
    inChannels: info.inChannels,
    outChannels: info.outChannels,
    height: {
      input: info.inHeight,
      output: info.outHeight,
      kernel: info.filterHeight,
      stride: info.strideHeight,
      padding: [info.padInfo.top, info.padInfo.bottom],
    },
    width: {
      input: info.inWidth,
      output: info.outWidth,
      kernel: info.filterWidth,
      stride: info.strideWidth,
      padding: [info.padInfo.left, info.padInfo.right],
    },
  };
}

/** Whether every output pixel comes from its own input pixel: a 1x1 kernel, stride 1, no padding. */
export function isPointwise({ height, width }: ConvGeometry): boolean {
  return [height, width].every(
    ({ kernel, stride, padding }) => kernel === 1 && stride === 1 && padding.every((n) => n === 0),
  );
}
