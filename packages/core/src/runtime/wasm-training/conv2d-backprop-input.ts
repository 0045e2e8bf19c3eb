import { Conv2DBackpropInput, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { composeKernel, type Ops, type Padding } from './compose-kernel.js';
import { type Axis, type ConvAttrs, type ConvGeometry, convGeometry, type Shape4D } from './geometry.js';

interface Inputs {
  /** [N, OH, OW, Cout] */
  dy: TensorInfo;
  /** [KH, KW, Cin, Cout] */
  filter: TensorInfo & { shape: Shape4D };
}

/**
 * The gradient of a convolution for its input, [N, H, W, Cin], as one convolution of stride 1.
 *
 * With stride 1 it is dy convolved with the filter turned by 180 degrees. With stride s, the input's
 * pixels fall into s*s phases, and each phase sees its own part of the filter: its every s-th tap. The
 * phases are computed at once, as channels, and then interleaved (sub-pixel convolution, Shi et al. 2016,
 * arXiv:1609.05158), so no zeros are put between dy's pixels.
 */
export const conv2dBackpropInput = (backendName: string): KernelConfig =>
  composeKernel<Inputs, ConvAttrs & { inputShape: Shape4D }>(
    Conv2DBackpropInput,
    backendName,
    (ops, { dy, filter }, { inputShape, ...attrs }) => {
      const conv = convGeometry(inputShape, filter.shape, attrs);
      const maps = ops.conv2d(padOutput(ops, dy, conv), phaseFilters(ops, filter, conv), [1, 1]);
      const dx = interleave(ops, maps, conv);
      const { height, width } = conv;
      return ops.slice(dx, [0, height.padding[0], width.padding[0], 0], inputShape);
    },
  );

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

/** The filters of all phases, [taps, taps, Cout, phases * phases * Cin], their taps reversed. */
function phaseFilters(ops: Ops, filter: TensorInfo, conv: ConvGeometry): TensorInfo {
  const { height, width, inChannels, outChannels } = conv;
  const missing = (axis: Axis): Padding => [0, taps(axis) * phases(axis) - axis.kernel];
  const whole = ops.pad(filter, [missing(height), missing(width), [0, 0], [0, 0]]);
  const perPhase = [taps(height), phases(height), taps(width), phases(width) * inChannels, outChannels];
  const turned = ops.reverse(ops.reshape(whole, perPhase), [0, 2]);
  const grouped = ops.transpose(turned, [0, 2, 4, 1, 3]);
  const channels = phases(height) * phases(width) * inChannels;
  return ops.reshape(grouped, [taps(height), taps(width), outChannels, channels]);
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
