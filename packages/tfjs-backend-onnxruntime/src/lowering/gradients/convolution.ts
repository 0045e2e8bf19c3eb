import type { backend_util } from '@tensorflow/tfjs-core';
import type { Recorder } from '../../engine/recorder.js';
import type { Value } from '../../engine/value.js';
import { convolve } from '../convolution/convolution.js';
import { reduce } from '../elementwise/reduce.js';
import { table } from '../graph/constants.js';
import { tapsOf, tapsToOIHW } from '../graph/filters.js';
import {
  type DataFormat,
  fromNCHW,
  inputNCHW,
  toNCHW,
  type Window,
  windowAttributes,
  windowOf,
} from '../graph/nchw.js';
import { absorbPadding } from '../graph/padding.js';
import { padAsGiven, reshape, slice, transpose } from '../graph/shaping.js';
import { filterGradientNCHWc } from './filter-nchwc.js';
import { im2colIndices } from './im2col-indices.js';
import { stridedInputGradient } from './strided-input.js';

type Info = backend_util.Conv2DInfo;

/** With fewer input channels, the runs that im2col copies are too short to be fast. */
const FEW_CHANNELS = 8;

/**
 * With more positions than this, and more output channels than `NARROW`, the matrix product reads the
 * unfolded input transposed; otherwise `dy` is transposed first. Measured with the shapes of resnet18 and
 * resnet20.
 */
const MANY_POSITIONS = 4096;
const NARROW = 16;

/** Images with more positions are multiplied one by one, which saves the transpose of `dy`. */
const LARGE_IMAGE = 1024;

/**
 * Gradient of a convolution with respect to its input, in the input's format.
 *
 * With stride 1 it is the convolution of `dy` with the filter rotated by 180 degrees, which is as fast as a
 * forward convolution; with other strides it is several of them, or a ConvTranspose.
 */
export function convInputGradient(
  g: Recorder,
  dy: Value,
  filter: Value,
  info: Info,
  format: DataFormat,
  block: number | undefined,
): Value {
  const window = windowOf(info);
  const [top, left, bottom, right] = window.pads;
  const reachY = info.effectiveFilterHeight - 1;
  const reachX = info.effectiveFilterWidth - 1;
  // TF.js allows dy to be larger than the convolution's output, and ignores the rest.
  const gradient = slice(g, toNCHW(g, dy, format), {
    begin: [0, 0],
    size: [info.outHeight, info.outWidth],
    axes: [2, 3],
  });
  const type = { dtype: dy.dtype, shape: inputNCHW(info) };

  const unitStride = info.strideHeight === 1 && info.strideWidth === 1;
  if (unitStride && Math.max(top, bottom) <= reachY && Math.max(left, right) <= reachX) {
    // The rotated filter starts `reach` before each position of the input.
    const pads = [
      reachY - top,
      reachX - left,
      info.inHeight - info.outHeight + top,
      info.inWidth - info.outWidth + left,
    ];
    const attributes = { ...windowAttributes(window), pads };
    const rotated180 = { taps: tapsOf(g, filter), rotated180: true };
    const nchwc = block === undefined ? undefined : { block, trainable: true };
    return fromNCHW(g, convolve(g, gradient, rotated180, type, attributes, nchwc), format);
  }

  const phased = block && stridedInputGradient(g, gradient, filter, info, block);
  if (phased) return fromNCHW(g, phased, format);
  const grow = (size: number, stride: number, reach: number, pads: number): number =>
    (size - 1) * stride + reach + 1 - pads;
  const attributes = {
    ...windowAttributes(window),
    output_padding: [
      info.inHeight - grow(info.outHeight, info.strideHeight, reachY, top + bottom),
      info.inWidth - grow(info.outWidth, info.strideWidth, reachX, left + right),
    ],
  };
  const weights = tapsToOIHW(g, tapsOf(g, filter), window.kernel);
  return fromNCHW(g, g.emit('ConvTranspose', [gradient, weights], type, { attributes }), format);
}

/**
 * Gradient of a convolution with respect to its filter: `[height, width, in, out]`.
 *
 * A matrix product of the unfolded input (im2col) and `dy`, in NCHWc where possible. Unfolding is a Gather of
 * pixels, which copies whole runs of channels on all threads. Images of few channels take a convolution of
 * the input with `dy` instead, with batch and channels swapped.
 */
export function convFilterGradient(
  g: Recorder,
  x: Value,
  dy: Value,
  given: Info,
  format: DataFormat,
  block: number | undefined,
): Value {
  const { image, window } = absorbPadding(g, toNCHW(g, x, format), windowOf(given));
  const info = padded(given, image.shape, window);
  const source = fromNCHW(g, image, format);
  const images = [toNHWC(g, source, format), toNHWC(g, dy, format)] as const;
  const blocked = block && filterGradientNCHWc(g, ...images, info, block);
  if (blocked) return blocked;
  return info.inChannels < FEW_CHANNELS
    ? filterGradientByConvolution(g, source, dy, info, format)
    : filterGradientByUnfolding(g, source, dy, info, format);
}

/** The same convolution of an NCHW image, with the window's padding. */
function padded(info: Info, [, , inHeight = 0, inWidth = 0]: readonly number[], { pads }: Window): Info {
  const [top, left, bottom, right] = pads;
  return { ...info, inHeight, inWidth, padInfo: { ...info.padInfo, top, left, bottom, right } };
}

function filterGradientByConvolution(
  g: Recorder,
  x: Value,
  dy: Value,
  info: Info,
  format: DataFormat,
): Value {
  const { strides, dilations, pads } = windowOf(info);
  const { filterHeight, filterWidth, inChannels, outChannels, outHeight, outWidth } = info;
  // The roles of strides and dilations are swapped, and so are the sizes of dy and the filter.
  const rows =
    Math.floor((info.inHeight + pads[0] + pads[2] - ((outHeight - 1) * strides[0] + 1)) / dilations[0]) + 1;
  const columns =
    Math.floor((info.inWidth + pads[1] + pads[3] - ((outWidth - 1) * strides[1] + 1)) / dilations[1]) + 1;
  const channelsFirst = [toNCHW(g, x, format), toNCHW(g, dy, format)].map((t) =>
    transpose(g, t, [1, 0, 2, 3]),
  );
  const correlation = g.emit(
    'Conv',
    channelsFirst,
    { dtype: x.dtype, shape: [inChannels, outChannels, rows, columns] },
    { attributes: { kernel_shape: [outHeight, outWidth], strides: dilations, dilations: strides, pads } },
  );
  const taps = slice(g, correlation, { begin: [0, 0], size: [filterHeight, filterWidth], axes: [2, 3] });
  return transpose(g, taps, [2, 3, 0, 1]);
}

function filterGradientByUnfolding(g: Recorder, x: Value, dy: Value, info: Info, format: DataFormat): Value {
  const { batchSize, filterHeight, filterWidth, inChannels, outChannels } = info;
  const perImage = info.outHeight * info.outWidth;
  const positions = batchSize * perImage;
  const patch = filterHeight * filterWidth * inChannels;
  const { dtype } = x;
  const columns = unfold(g, toNHWC(g, x, format), info);
  const channelsFirst = toNCHW(g, dy, format);
  const multiply = (gradient: Value, unfolded: Value): Value => {
    const shape = [...gradient.shape.slice(0, -1), patch];
    return g.emit('MatMul', [gradient, unfolded], { dtype, shape });
  };

  if (positions > MANY_POSITIONS && perImage <= LARGE_IMAGE && outChannels > NARROW) {
    const operands = [
      reshape(g, columns, [positions, patch]),
      reshape(g, toNHWC(g, dy, format), [positions, outChannels]),
    ];
    const type = { dtype, shape: [patch, outChannels] };
    const product = g.emit('Gemm', operands, type, { attributes: { transA: 1 } });
    return reshape(g, product, [filterHeight, filterWidth, inChannels, outChannels]);
  }
  const product =
    perImage > LARGE_IMAGE
      ? reduce(
          g,
          'ReduceSum',
          multiply(
            reshape(g, channelsFirst, [batchSize, outChannels, perImage]),
            reshape(g, columns, [batchSize, perImage, patch]),
          ),
          [0],
        )
      : multiply(
          reshape(g, transpose(g, channelsFirst, [1, 0, 2, 3]), [outChannels, positions]),
          reshape(g, columns, [positions, patch]),
        );
  return reshape(g, transpose(g, product, [1, 0]), [filterHeight, filterWidth, inChannels, outChannels]);
}

/** The pixels under each position of the filter (im2col): `[batch, positions * taps, channels]`. */
function unfold(g: Recorder, x: Value, info: Info): Value {
  const { kernel, strides, dilations, pads } = windowOf(info);
  const { batchSize, inChannels, outHeight, outWidth } = info;
  const height = info.inHeight + pads[0] + pads[2];
  const width = info.inWidth + pads[1] + pads[3];
  const padded = padAsGiven(g, x, [0, pads[0], pads[1], 0], [0, pads[2], pads[3], 0]);
  const pixels = reshape(g, padded, [batchSize, height * width, inChannels]);
  const taps = outHeight * outWidth * kernel[0] * kernel[1];
  if (taps === height * width && kernel[0] * kernel[1] === 1) return pixels;

  const name = `unfold ${[width, outHeight, outWidth, kernel, strides, dilations]}`;
  const indices = table(name, [taps], () => im2colIndices(info, width));
  return g.emit(
    'Gather',
    [pixels, indices],
    { dtype: x.dtype, shape: [batchSize, taps, inChannels] },
    {
      attributes: { axis: 1 },
    },
  );
}

function toNHWC(g: Recorder, x: Value, format: DataFormat): Value {
  return format === 'channelsLast' ? x : transpose(g, x, [0, 2, 3, 1]);
}
