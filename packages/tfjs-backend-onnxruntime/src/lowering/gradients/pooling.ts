import type { backend_util } from '@tensorflow/tfjs-core';
import type { Recorder } from '../../engine/recorder.js';
import type { Value } from '../../engine/value.js';
import { elementwise } from '../elementwise/elementwise.js';
import { FLOAT_MAX, scalar, table } from '../graph/constants.js';
import { fromNCHW, inputNCHW, toNCHW, type Window, windowAttributes, windowOf } from '../graph/nchw.js';
import { absorbLowestPadding } from '../graph/padding.js';
import { concat, expand, pad, padAsGiven, reshape, slice } from '../graph/shaping.js';

type Info = backend_util.Conv2DInfo;

/**
 * Gradient of a max pool: each window's gradient goes to the first of its maxima.
 *
 * It goes tap by tap, in the order in which TF.js looks for the maximum: a pixel that equals the maximum gets
 * the gradient if no earlier one does. Images are NHWC here, where strided pixels are fast to gather. (ONNX's
 * MaxPool also returns indices, but scattering to them is three times slower.)
 */
export function maxPoolGradient(g: Recorder, x: Value, y: Value, dy: Value, info: Info): Value {
  const given = windowOf(info);
  const { image, window } = absorbLowestPadding(g, toNCHW(g, x, 'channelsLast'), given);
  const gradient = gradientOfWindows(g, fromNCHW(g, image, 'channelsLast'), y, dy, window);
  const [top, left, bottom, right] = window.pads.map((count, side) => count - given.pads[side]!);
  return pad(g, gradient, [0, top!, left!, 0], [0, bottom!, right!, 0]);
}

function gradientOfWindows(g: Recorder, x: Value, y: Value, dy: Value, window: Window): Value {
  const { kernel, strides, dilations, pads } = window;
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape;
  const [, outHeight = 1, outWidth = 1] = y.shape;
  const [top, left, bottom, right] = pads;
  const padded = padAsGiven(g, x, [0, top, left, 0], [0, bottom, right, 0], scalar(-FLOAT_MAX));
  const [, rows = 1, columns = 1] = padded.shape;
  const pixels = reshape(g, padded, [batch, rows * columns, channels]);
  const phases = phaseGrid(strides, [batch, height, width, channels]);
  let taken: Value | undefined;

  for (let row = 0; row < kernel[0]; row++) {
    for (let column = 0; column < kernel[1]; column++) {
      const begin = [row * dilations[0], column * dilations[1]] as const;
      const tap = reshape(g, tapPixels(g, pixels, columns, begin, [outHeight, outWidth], strides), y.shape);
      const equal = g.emit('Equal', [tap, y], { dtype: 'bool', shape: y.shape });
      const first =
        taken === undefined ? equal : g.emit('And', [equal, g.emit('Not', [taken], equal)], equal);
      taken = taken === undefined ? equal : g.emit('Or', [taken, equal], equal);
      const part = g.emit('Mul', [dy, g.emit('Cast', [first], dy, { attributes: { to: 1 } })], dy);
      phases.add(g, [begin[0] - top, begin[1] - left], part);
    }
  }
  return phases.image(g);
}

/** The pixel under one tap of every window. A Gather copies on all threads, a Slice on one. */
function tapPixels(
  g: Recorder,
  pixels: Value,
  columns: number,
  [row, column]: readonly [number, number],
  [outHeight, outWidth]: readonly [number, number],
  [down, across]: readonly [number, number],
): Value {
  const count = outHeight * outWidth;
  const indices = table(`tap ${[columns, row, column, outHeight, outWidth, down, across]}`, [count], () =>
    Int32Array.from(
      { length: count },
      (_, i) => (row + Math.floor(i / outWidth) * down) * columns + column + (i % outWidth) * across,
    ),
  );
  const type = { dtype: pixels.dtype, shape: pixels.shape.with(1, count) };
  return g.emit('Gather', [pixels, indices], type, { attributes: { axis: 1 } });
}

interface PhaseGrid {
  /** Adds a part whose first pixel lies at `begin` of the image; what lies outside the image is dropped. */
  add(g: Recorder, begin: readonly [number, number], part: Value): void;
  image(g: Recorder): Value;
}

/** An NHWC image as the images of its phases, every `strides`-th pixel, to which parts are added. */
function phaseGrid(
  strides: readonly [number, number],
  [batch, height, width, channels]: readonly [number, number, number, number],
): PhaseGrid {
  const [rows, columns] = [Math.ceil(height / strides[0]), Math.ceil(width / strides[1])];
  const shape = [batch, rows, columns, channels];
  const sums = new Map<string, Value>();
  return {
    add(g, begin, part) {
      const phase = begin.map((at, axis) => at - Math.floor(at / strides[axis]!) * strides[axis]!).join();
      const before = [0, Math.floor(begin[0] / strides[0]), Math.floor(begin[1] / strides[1]), 0];
      const after = shape.map((size, axis) => size - before[axis]! - part.shape[axis]!);
      const placed = pad(g, part, before, after);
      const sum = sums.get(phase);
      sums.set(phase, sum === undefined ? placed : elementwise(g, 'Add', [sum, placed]));
    },
    image(g) {
      const zeros = expand(g, scalar(0), shape);
      const [n = 1, h = 1, w = 1, c = 1] = shape;
      const bands = Array.from({ length: strides[0] }, (_, row) => {
        const parts = Array.from({ length: strides[1] }, (_, column) =>
          reshape(g, sums.get([row, column].join()) ?? zeros, [n, h, w, 1, c]),
        );
        return reshape(g, concat(g, parts, 3), [n, h, 1, w * strides[1], c]);
      });
      const whole = reshape(g, concat(g, bands, 2), [n, h * strides[0], w * strides[1], c]);
      return slice(g, whole, { begin: [0, 0], size: [height, width], axes: [1, 2] });
    },
  };
}

/**
 * Gradient of an average pool: each window's gradient is divided equally among its pixels. Like TF.js it
 * counts padding as pixels, although the forward pass does not.
 */
export function averagePoolGradient(g: Recorder, dy: Value, info: Info): Value {
  const { batchSize, inChannels, inHeight, inWidth, outHeight, outWidth } = info;
  const window = windowOf(info);
  const [height, width] = window.kernel;
  const share = elementwise(g, 'Mul', [toNCHW(g, dy, 'channelsLast'), scalar(1 / (height * width))]);
  const [top, left, bottom, right] = window.pads;
  const grown = (size: number, stride: number, extent: number): number => (size - 1) * stride + extent;
  const spread = g.emit(
    'ConvTranspose',
    [
      reshape(g, share, [batchSize * inChannels, 1, outHeight, outWidth]),
      expand(g, scalar(1), [1, 1, height, width]),
    ],
    { dtype: 'float32', shape: [batchSize * inChannels, 1, inHeight, inWidth] },
    {
      attributes: {
        ...windowAttributes(window),
        output_padding: [
          inHeight - grown(outHeight, info.strideHeight, info.effectiveFilterHeight) + top + bottom,
          inWidth - grown(outWidth, info.strideWidth, info.effectiveFilterWidth) + left + right,
        ],
      },
    },
  );
  return fromNCHW(g, reshape(g, spread, inputNCHW(info)), 'channelsLast');
}
