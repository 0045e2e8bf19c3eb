import { Conv2DBackpropInput, type KernelConfig, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { composeKernel, type Ops, type Padding } from './compose-kernel.js';
import {
  type Axis,
  type ConvAttrs,
  type ConvGeometry,
  convGeometry,
  isPointwise,
  type Shape4D,
} from './conv-geometry.js';

interface Inputs {
  /** [N, OH, OW, Cout] */
  dy: TensorInfo;
  /** [KH, KW, Cin, Cout] */
  filter: TensorInfo & { shape: Shape4D };
}

/**
 * The gradient of a convolution for its input, [N, H, W, Cin], as one convolution of stride 1.
 *
 * With stride 1 it is dy convolved with the filter rotated by 180 degrees, and for a 1x1 filter a matrix
 * product. With stride s, the input's pixels fall into s*s phases, and each phase sees its own part of
 * the filter: its every s-th tap. The phases are computed at once, as channels, and then interleaved
 * (sub-pixel convolution, Shi et al. 2016, arXiv:1609.05158), so no zeros are put between dy's pixels.
 */
export const conv2dBackpropInput = (backendName: string): KernelConfig =>
  composeKernel<Inputs, ConvAttrs & { inputShape: Shape4D }>(
    Conv2DBackpropInput,
    backendName,
    (ops, { dy, filter }, { inputShape, ...attrs }) => {
      const conv = convGeometry(inputShape, filter.shape, attrs);
      const dx = isPointwise(conv) ? pointwise(ops, dy, filter, conv) : subPixel(ops, dy, filter, conv);
      return ops.reshape(dx, inputShape);
    },
  );

function pointwise(ops: Ops, dy: TensorInfo, filter: TensorInfo, conv: ConvGeometry): TensorInfo {
  const { inChannels, outChannels } = conv;
  const weights = ops.reshape(filter, [inChannels, outChannels]);
  return ops.matMul(ops.reshape(dy, [-1, outChannels]), weights, { b: true });
}

function subPixel(ops: Ops, dy: TensorInfo, filter: TensorInfo, conv: ConvGeometry): TensorInfo {
  const { batch, height, width, inChannels } = conv;
  const maps = correlateTurned(ops, padOutput(ops, dy, conv), phaseFilters(ops, filter, conv));
  const padded = interleave(ops, maps, conv);
  const [top, left] = [height.padding[0], width.padding[0]];
  return ops.slice(padded, [0, top, left, 0], [batch, height.input, width.input, inChannels]);
}

/** Phases that the filter reaches; a stride beyond the kernel leaves the others without gradient. */
const phases = ({ kernel, stride }: Axis): number => Math.min(kernel, stride);

/** Taps that each phase has; where the stride does not divide the kernel, the last ones are zero. */
const taps = ({ kernel, stride }: Axis): number => Math.ceil(kernel / stride);

/** Pixels that each phase has, so that all phases together cover the input and its leading padding. */
const pixels = ({ input, stride, padding: [before] }: Axis): number => Math.ceil((input + before) / stride);

function padOutput(ops: Ops, dy: TensorInfo, { height, width }: ConvGeometry): TensorInfo {
  const padding = (axis: Axis): Padding => [taps(axis) - 1, Math.max(0, pixels(axis) - axis.output)];
  return ops.pad(dy, [[0, 0], padding(height), padding(width), [0, 0]]);
}

/** The filters of all phases, [taps, taps, Cout, phases * phases * Cin]. */
function phaseFilters(ops: Ops, filter: TensorInfo, conv: ConvGeometry): TensorInfo {
  const { height, width, inChannels, outChannels } = conv;
  const missing = (axis: Axis): Padding => [0, taps(axis) * phases(axis) - axis.kernel];
  const whole = ops.pad(filter, [missing(height), missing(width), [0, 0], [0, 0]]);
  // Two transpositions of few axes, for which the backend has fast loops, instead of one of five axes.
  const columns = phases(width) * inChannels;
  const swapped = ops.transpose(ops.reshape(whole, [-1, columns, outChannels]), [0, 2, 1]);
  const perPhase = [taps(height), phases(height), taps(width) * outChannels, columns];
  const grouped = ops.transpose(ops.reshape(swapped, perPhase), [0, 2, 1, 3]);
  return ops.reshape(grouped, [taps(height), taps(width), outChannels, phases(height) * columns]);
}

/**
 * Convolves with the filter rotated by 180 degrees. Rotating the image and the result instead comes to the
 * same, and a rotation is slow: whichever has fewer elements is rotated.
 */
function correlateTurned(ops: Ops, image: TensorInfo, filter: TensorInfo): TensorInfo {
  if (util.sizeFromShape(filter.shape) <= util.sizeFromShape(image.shape)) {
    return ops.conv2d(image, ops.reverse(filter, [0, 1]), [1, 1]);
  }
  return ops.reverse(ops.conv2d(ops.reverse(image, [1, 2]), filter, [1, 1]), [1, 2]);
}

/** [N, Q, R, phases * phases * Cin] -> [N, Q * stride, R * stride, Cin] */
function interleave(
  ops: Ops,
  maps: TensorInfo,
  { batch, height, width, inChannels }: ConvGeometry,
): TensorInfo {
  const [rows, columns] = [maps.shape[1]!, maps.shape[2]!];
  const split = ops.reshape(maps, [batch * rows, columns, phases(height), phases(width) * inChannels]);
  const unreached = (axis: Axis): number => axis.stride - phases(axis);
  const all = ops.pad(split, [
    [0, 0],
    [0, 0],
    [0, unreached(height)],
    [0, unreached(width) * inChannels],
  ]);
  const rowsFirst = ops.transpose(all, [0, 2, 1, 3]);
  return ops.reshape(rowsFirst, [batch, rows * height.stride, columns * width.stride, inChannels]);
}
