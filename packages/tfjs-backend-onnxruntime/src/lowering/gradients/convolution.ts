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
import { blockedFilterGradient } from './filter-nchwc.js';
import { unfoldedPixels } from './im2col-indices.js';
import { stridedInputGradient } from './strided-input.js';

type Info = backend_util.Conv2DInfo;

/** Below this many input channels, rows of an unfolded image are too short to copy quickly. */
const FEW_CHANNELS = 8;

/**
 * The product of unfolded input and `dy` reads the input transposed if it has more rows than this, and `dy` more
 * columns than `NARROW`; otherwise `dy` is transposed beforehand. Measured with resnet18's and resnet20's shapes.
 */
const MANY_POSITIONS = 4096;
const NARROW = 16;

/** Images of more positions than this are multiplied one by one, which spares the transpose of `dy`. */
const LARGE_IMAGE = 1024;

/**
 * Gradient of a convolution with respect to its input, in the input's format.
 *
 * With stride 1 it is the convolution of `dy` with the filter turned by 180 degrees, which runs at a
 * convolution's speed; with other strides it is several of them, or ConvTranspose.
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
  // TF.js lets dy be larger than the convolution's output, and ignores the rest.
  const gradient = slice(g, toNCHW(g, dy, format), {
    begin: [0, 0],
    size: [info.outHeight, info.outWidth],
    axes: [2, 3],
  });
  const type = { dtype: dy.dtype, shape: inputNCHW(info) };

  const unitStride = info.strideHeight === 1 && info.strideWidth === 1;
  if (unitStride && Math.max(top, bottom) <= reachY && Math.max(left, right) <= reachX) {
    // Every position of the input lies under a turned filter whose far end starts `reach` before it.
    const pads = [
      reachY - top,
      reachX - left,
      info.inHeight - info.outHeight + top,
      info.inWidth - info.outWidth + left,
    ];
    const attributes = { ...windowAttributes(window), pads };
    const turned = { taps: tapsOf(g, filter), turned: true };
    const blocking = block === undefined ? undefined : { block, changing: true };
    return fromNCHW(g, convolve(g, gradient, turned, type, attributes, blocking), format);
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
 * One matrix product of the unfolded input with `dy`, on blocks where there are. Unfolding is a Gather of pixels, which copies whole
 * runs of channels on all threads. Images of few channels take the convolution of the input with `dy`,
 * batch and channels exchanged.
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
  const blocked = block && blockedFilterGradient(g, ...images, info, block);
  if (blocked) return blocked;
  return info.inChannels < FEW_CHANNELS
    ? filterGradientByConvolution(g, source, dy, info, format)
    : filterGradientByUnfolding(g, source, dy, info, format);
}

/** The same convolution of an image `[batch, channels, rows, columns]` that the window pads. */
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
  // Strides and dilations exchange their roles with the sizes of dy and of the filter.
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
  const indices = table(name, [taps], () => unfoldedPixels(info, width));
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
