import { Conv2DBackpropInput, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { composeKernel, type Ops } from './compose-kernel.js';
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
      const phases = ops.conv2d(padOutput(ops, dy, conv), phaseFilter(ops, filter, conv), [1, 1]);
      const { height, width } = conv;
      const dx = interleave(ops, phases, conv);
      return ops.slice(dx, [0, height.padding[0], width.padding[0], 0], inputShape);
    },
  );

/** Taps that each phase has; where the stride does not divide the kernel, the last ones are zero. */
const taps = ({ kernel, stride }: Axis): number => Math.ceil(kernel / stride);

/** Pixels that each phase has, so that all phases together cover the input and its leading padding. */
const pixels = ({ input, stride, padding: [before] }: Axis): number => Math.ceil((input + before) / stride);

function padOutput(ops: Ops, dy: TensorInfo, { height, width }: ConvGeometry): TensorInfo {
  const padding = (axis: Axis): [number, number] => [taps(axis) - 1, Math.max(0, pixels(axis) - axis.output)];
  return ops.pad(dy, [[0, 0], padding(height), padding(width), [0, 0]]);
}

/** The filter of every phase, [taps, taps, Cout, s * s * Cin], its taps reversed. */
function phaseFilter(ops: Ops, filter: TensorInfo, conv: ConvGeometry): TensorInfo {
  const { height, width, inChannels, outChannels } = conv;
  const missing = (axis: Axis): [number, number] => [0, taps(axis) * axis.stride - axis.kernel];
  const whole = ops.pad(filter, [missing(height), missing(width), [0, 0], [0, 0]]);
  const split = [taps(height), height.stride, taps(width), width.stride * inChannels, outChannels];
  const turned = ops.reverse(ops.reshape(whole, split), [0, 2]);
  const grouped = ops.transpose(turned, [0, 2, 4, 1, 3]);
  return ops.reshape(grouped, [
    taps(height),
    taps(width),
    outChannels,
    height.stride * width.stride * inChannels,
  ]);
}

/** [N, Q, R, s * s * Cin] -> [N, Q * s, R * s, Cin] */
function interleave(ops: Ops, phases: TensorInfo, conv: ConvGeometry): TensorInfo {
  const { batch, height, width, inChannels } = conv;
  const [rows, columns] = [phases.shape[1]!, phases.shape[2]!];
  const split = ops.reshape(phases, [batch * rows, columns, height.stride, width.stride * inChannels]);
  const rowsFirst = ops.transpose(split, [0, 2, 1, 3]);
  return ops.reshape(rowsFirst, [batch, rows * height.stride, columns * width.stride, inChannels]);
}
