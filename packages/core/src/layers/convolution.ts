import * as tf from '@tensorflow/tfjs-core';
import { rank4 } from './tensors.js';

export interface ConvolutionGeometry {
  readonly groups: number;
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | tf.backend_util.ExplicitPadding;
  /** Above 1 only with strides of 1 and pad 'valid'. Default 1. */
  readonly dilation?: number | undefined;
}

/**
 * A convolution of any number of groups, dilated or not, without bias: the kernel is [height, width, inputs /
 * groups, filters], and group g owns the g-th slice of inputs and of filters. It has a gradient on every
 * backend, even if TensorFlow.js or the backend lacks one.
 */
export function convolution(x: tf.Tensor4D, kernel: tf.Tensor4D, geometry: ConvolutionGeometry): tf.Tensor4D {
  const { groups, strides, pad, dilation = 1 } = geometry;
  if (groups === 1) {
    return dilation === 1 ? tf.conv2d(x, kernel, strides, pad) : dilatedConvolution(x, kernel, dilation);
  }
  if (groups === x.shape[3]) return depthwiseConvolution(x, kernel, geometry);
  const xs = tf.split(x, groups, 3);
  const kernels = tf.split(kernel, groups, 3);
  const one = { ...geometry, groups: 1 };
  return tf.concat(
    xs.map((part, g) => convolution(rank4(part), rank4(kernels[g]!), one)),
    3,
  );
}

/** Stride 1, no padding. TensorFlow.js has no gradient of it. */
function dilatedConvolution(x: tf.Tensor4D, kernel: tf.Tensor4D, dilation: number): tf.Tensor4D {
  const convolve = (image: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor4D =>
    tf.conv2d(image, filter, 1, 'valid', 'NHWC', dilation);
  return withGradient(x, kernel, convolve, (dy, image, filter) => {
    const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
    const spread = padAround(dy, filter, dilation);
    // Input channels in place of the batch, and dy as the filter: the dilation becomes the stride.
    const [images, outputs] = [tf.transpose(image, [3, 1, 2, 0]), tf.transpose(dy, [1, 2, 0, 3])];
    const dFilter = tf.conv2d(rank4(images), rank4(outputs), dilation, 'valid');
    return [convolve(spread, rank4(turned)), tf.transpose(dFilter, [1, 2, 0, 3])];
  });
}

/**
 * As many groups as channels. Some backends, such as wasm, compute it but lack the kernels of its gradient.
 */
function depthwiseConvolution(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  { strides, pad, dilation = 1 }: ConvolutionGeometry,
): tf.Tensor4D {
  const [height, width, , filters] = kernel.shape;
  const channels = x.shape[3];
  const perChannel = (filter: tf.Tensor4D): tf.Tensor4D =>
    tf.reshape(filter, [height, width, channels, filters / channels]);
  if (dilation === 1 && hasDepthwiseGradient()) {
    return tf.depthwiseConv2d(x, perChannel(kernel), strides, pad);
  }
  if (filters > channels) {
    const groups = filters;
    return depthwiseConvolution(repeatChannels(x, filters / channels), kernel, {
      groups,
      strides,
      pad,
      dilation,
    });
  }
  const convolve = (image: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor4D =>
    tf.depthwiseConv2d(image, perChannel(filter), strides, pad, 'NHWC', dilation);
  return withGradient(x, kernel, convolve, (dy, image, filter) => {
    const shape: Shape = [height, width, channels, 1];
    const info = tf.backend_util.computeConv2DInfo(x.shape, shape, strides, dilation, pad, undefined, true);
    const { top, bottom, left, right } = info.padInfo;
    const steps: [number, number] = [info.strideHeight, info.strideWidth];
    const padded = tf.pad(image, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ]);
    const taps = Array.from({ length: height * width }, (_, tap) => {
      const offset = [Math.floor(tap / width) * dilation, (tap % width) * dilation];
      return tf.sum(tf.mul(everyPixel(padded, offset, steps, dy.shape), dy), [0, 1, 2]);
    });
    const spread = padAround(insertZeros(dy, steps), filter, dilation);
    const turned = perChannel(rank4(tf.reverse(filter, [0, 1])));
    const dx = tf.depthwiseConv2d(spread, turned, 1, 'valid', 'NHWC', dilation);
    return [crop(dx, [top, left], x.shape), tf.reshape(tf.stack(taps), kernel.shape)];
  });
}

type Shape = [number, number, number, number];
type Convolve = (x: tf.Tensor4D, kernel: tf.Tensor4D) => tf.Tensor4D;

function withGradient(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  convolve: Convolve,
  gradients: (dy: tf.Tensor4D, x: tf.Tensor4D, kernel: tf.Tensor4D) => [dx: tf.Tensor, dKernel: tf.Tensor],
): tf.Tensor4D {
  const operation = tf.customGrad<tf.Tensor4D>((...inputsAndSave) => {
    const save = inputsAndSave.at(-1);
    if (typeof save === 'function') save([x, kernel]);
    const gradFunc = (dy: tf.Tensor, [image, filter]: tf.Tensor[]): tf.Tensor[] =>
      gradients(rank4(dy), rank4(image!), rank4(filter!));
    return { value: convolve(x, kernel), gradFunc };
  });
  return operation(x, kernel);
}

function hasDepthwiseGradient(): boolean {
  return ['DepthwiseConv2dNativeBackpropInput', 'DepthwiseConv2dNativeBackpropFilter'].every(
    (kernel) => tf.getKernel(kernel, tf.getBackend()) !== undefined,
  );
}

/** Channels c0 c0 … c1 c1 …: each one `times` times. */
function repeatChannels(x: tf.Tensor4D, times: number): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const apart = tf.reshape(x, [batch * height * width, channels, 1]);
  return tf.reshape(tf.tile(apart, [1, 1, times]), [batch, height, width, channels * times]);
}

/** Zero padding for the full convolution of an output's gradient with the rotated kernel. */
function padAround(dy: tf.Tensor4D, kernel: tf.Tensor4D, dilation: number): tf.Tensor4D {
  const [rows, columns] = [(kernel.shape[0] - 1) * dilation, (kernel.shape[1] - 1) * dilation];
  return tf.pad(dy, [
    [0, 0],
    [rows, rows],
    [columns, columns],
    [0, 0],
  ]);
}

/** Inserts stride - 1 zeros after each pixel, along the columns and then along the rows. */
function insertZeros(x: tf.Tensor4D, [rows, columns]: readonly [number, number]): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const byColumn = tf.pad(tf.reshape(x, [batch * height * width, channels]), [
    [0, 0],
    [0, (columns - 1) * channels],
  ]);
  const rowLength = width * columns * channels;
  const byRow = tf.pad(tf.reshape(byColumn, [batch * height, rowLength]), [
    [0, 0],
    [0, (rows - 1) * rowLength],
  ]);
  return tf.reshape(byRow, [batch, height * rows, width * columns, channels]);
}

/**
 * The input pixels that one tap of the kernel reads, starting at `offset`: one for each pixel of the output.
 */
function everyPixel(
  x: tf.Tensor4D,
  [top = 0, left = 0]: readonly number[],
  [rows, columns]: readonly [number, number],
  [batch, height, width, channels]: Shape,
): tf.Tensor {
  const end = [batch, top + (height - 1) * rows + 1, left + (width - 1) * columns + 1, channels];
  return rows === 1 && columns === 1
    ? tf.slice(x, [0, top, left, 0], [batch, height, width, channels])
    : tf.stridedSlice(x, [0, top, left, 0], end, [1, rows, columns, 1]);
}

/** The part of the given shape that starts at `top` and `left`; pixels outside all windows are zero. */
function crop(x: tf.Tensor4D, [top, left]: readonly [number, number], shape: Shape): tf.Tensor4D {
  const [batch, height, width, channels] = shape;
  const missing = (size: number, needed: number): [number, number] => [0, Math.max(0, needed - size)];
  const rows = missing(x.shape[1], top + height);
  const whole = tf.pad(x, [[0, 0], rows, missing(x.shape[2], left + width), [0, 0]]);
  return tf.slice(whole, [0, top, left, 0], [batch, height, width, channels]);
}
