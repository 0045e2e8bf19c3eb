import {
  backend_util,
  Conv2D,
  type Conv2DAttrs,
  Conv2DBackpropFilter,
  type Conv2DBackpropFilterAttrs,
  type Conv2DBackpropFilterInputs,
  Conv2DBackpropInput,
  type Conv2DBackpropInputAttrs,
  type Conv2DBackpropInputInputs,
  type Conv2DInputs,
  DepthwiseConv2dNative,
  type DepthwiseConv2dNativeAttrs,
  type DepthwiseConv2dNativeInputs,
  FusedConv2D,
  type FusedConv2DAttrs,
  type FusedConv2DInputs,
  FusedDepthwiseConv2D,
  type FusedDepthwiseConv2DAttrs,
  type FusedDepthwiseConv2DInputs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { Recorder } from '../engine/recorder.js';
import type { Value } from '../engine/value.js';
import { convolve } from '../lowering/convolution/convolution.js';
import { activate } from '../lowering/elementwise/activation.js';
import { elementwise } from '../lowering/elementwise/elementwise.js';
import { convFilterGradient, convInputGradient } from '../lowering/gradients/convolution.js';
import { tapsOf } from '../lowering/graph/filters.js';
import { fromNCHW, outputNCHW, toNCHW, windowAttributes, windowOf } from '../lowering/graph/nchw.js';
import type { NCHWcOptions } from '../lowering/graph/nchwc.js';
import { absorbPadding } from '../lowering/graph/padding.js';
import { reshape, transpose } from '../lowering/graph/shaping.js';
import { type Kernel, kernel } from './kernel.js';

type Shape4D = [number, number, number, number];
type Info = backend_util.Conv2DInfo;

/** The geometry of a convolution, which its gradients' attributes have as well. */
type ConvGeometry = Pick<Conv2DAttrs, 'strides' | 'pad' | 'dimRoundingMode'> & {
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly dilations?: Conv2DAttrs['dilations'];
};

function shape4D(shape: readonly number[]): Shape4D {
  const [a = 1, b = 1, c = 1, d = 1] = shape;
  return [a, b, c, d];
}

function convInfo(
  input: readonly number[],
  filter: readonly number[],
  geometry: ConvGeometry,
  depthwise = false,
): Info {
  return backend_util.computeConv2DInfo(
    shape4D(input),
    shape4D(filter),
    geometry.strides,
    geometry.dilations ?? 1,
    geometry.pad,
    geometry.dimRoundingMode,
    depthwise,
    backend_util.convertConv2DDataFormat(geometry.dataFormat),
  );
}

function conv2d(
  g: Recorder,
  x: Value,
  filter: Value,
  attrs: ConvGeometry,
  nchwc: NCHWcOptions | undefined,
  bias?: Value,
): Value {
  const info = convInfo(x.shape, filter.shape, attrs);
  const type = { dtype: x.dtype, shape: outputNCHW(info) };
  const { image, window } = absorbPadding(g, toNCHW(g, x, info.dataFormat), windowOf(info));
  const result = convolve(g, image, { taps: tapsOf(g, filter) }, type, windowAttributes(window), nchwc, bias);
  return fromNCHW(g, result, info.dataFormat);
}

/** A depthwise convolution, with one filter or several per channel. */
function convolveDepthwise(g: Recorder, x: Value, filter: Value, attrs: ConvGeometry): Value {
  const info = convInfo(x.shape, filter.shape, attrs, true);
  const [height = 1, width = 1, channels = 1, multiplier = 1] = filter.shape;
  const weights = reshape(g, transpose(g, filter, [2, 3, 0, 1]), [channels * multiplier, 1, height, width]);
  const operands = [toNCHW(g, x, info.dataFormat), weights];
  const type = { dtype: x.dtype, shape: outputNCHW(info) };
  const attributes = { ...windowAttributes(windowOf(info)), group: channels };
  return fromNCHW(g, g.emit('Conv', operands, type, { attributes }), info.dataFormat);
}

interface FusedInputs {
  readonly bias?: TensorInfo;
  readonly preluActivationWeights?: TensorInfo;
}

/** What TF.js fuses into a convolution: bias and activation. */
function finish(
  g: Recorder,
  convolved: Value,
  { bias, preluActivationWeights }: FusedInputs,
  attrs: FusedConv2DAttrs | FusedDepthwiseConv2DAttrs,
  value: (tensor: TensorInfo) => Value,
): Value | undefined {
  const perChannel = (tensor: TensorInfo): Value => {
    const vector = value(tensor);
    const channelsFirst = attrs.dataFormat === 'NCHW' && vector.shape.length === 1 && vector.shape[0] !== 1;
    return channelsFirst ? reshape(g, vector, [vector.shape[0]!, 1, 1]) : vector;
  };
  const sum = bias === undefined ? convolved : elementwise(g, 'Add', [convolved, perChannel(bias)]);
  const options = 'leakyreluAlpha' in attrs ? { leakyreluAlpha: attrs.leakyreluAlpha } : {};
  return activate(g, sum, attrs.activation, {
    ...options,
    ...(preluActivationWeights === undefined ? {} : { slope: perChannel(preluActivationWeights) }),
  });
}

export const convolutionKernels: readonly Kernel[] = [
  kernel<Conv2DInputs, Conv2DAttrs>(Conv2D, ({ g, inputs: { x, filter }, attrs, value, nchwc }) =>
    x.dtype === 'float32' ? conv2d(g, value(x), value(filter), attrs, nchwc) : undefined,
  ),

  kernel<FusedConv2DInputs, FusedConv2DAttrs>(FusedConv2D, ({ g, inputs, attrs, value, nchwc }) => {
    if (inputs.x.dtype !== 'float32') return undefined;
    const { bias, ...rest } = inputs;
    const perChannel =
      bias?.shape.length === 1 && bias.shape[0] === inputs.filter.shape[3] ? value(bias) : undefined;
    const operands = [value(inputs.x), value(inputs.filter)] as const;
    const convolved = conv2d(g, ...operands, attrs, nchwc, perChannel);
    return finish(g, convolved, perChannel === undefined ? inputs : rest, attrs, value);
  }),

  kernel<Conv2DBackpropInputInputs, Conv2DBackpropInputAttrs>(
    Conv2DBackpropInput,
    ({ g, inputs: { dy, filter }, attrs, value, block }) => {
      const info = convInfo(attrs.inputShape, filter.shape, attrs);
      return convInputGradient(g, value(dy), value(filter), info, info.dataFormat, block);
    },
  ),

  kernel<Conv2DBackpropFilterInputs, Conv2DBackpropFilterAttrs>(
    Conv2DBackpropFilter,
    ({ g, inputs: { x, dy }, attrs, value, block }) => {
      const info = convInfo(x.shape, attrs.filterShape, attrs);
      return convFilterGradient(g, value(x), value(dy), info, info.dataFormat, block);
    },
  ),

  kernel<DepthwiseConv2dNativeInputs, DepthwiseConv2dNativeAttrs>(
    DepthwiseConv2dNative,
    ({ g, inputs: { x, filter }, attrs, value }) =>
      x.dtype === 'float32' ? convolveDepthwise(g, value(x), value(filter), attrs) : undefined,
  ),

  kernel<FusedDepthwiseConv2DInputs, FusedDepthwiseConv2DAttrs>(
    FusedDepthwiseConv2D,
    ({ g, inputs, attrs, value }) => {
      if (inputs.x.dtype !== 'float32') return undefined;
      return finish(
        g,
        convolveDepthwise(g, value(inputs.x), value(inputs.filter), attrs),
        inputs,
        attrs,
        value,
      );
    },
  ),
];
