import type { backend_util } from '@tensorflow/tfjs-core';
import type { Recorder } from '../engine/recorder.js';
import type { Value } from '../engine/value.js';
import { scalar } from './constants.js';
import { elementwise } from './elementwise.js';
import { fromNCHW, inputNCHW, toNCHW, windowAttributes, windowOf } from './images.js';
import { concat, expand, pad, padAsGiven, reshape, slice } from './shaping.js';

type Info = backend_util.Conv2DInfo;

/**
 * Gradient of a max pool: each window's gradient goes to the first of its largest pixels.
 *
 * Tap by tap, in the order in which TF.js looks for the largest: where the tap's pixel equals the maximum and no
 * earlier one did, it gets the gradient. Images are NHWC here, where every second pixel is quick to take.
 * (ONNX's MaxPool can give the positions, which one can scatter to: three times slower.)
 */
export function maxPoolGradient(g: Recorder, x: Value, y: Value, dy: Value, info: Info): Value {
  const { kernel, strides, dilations, pads } = windowOf(info);
  const { outHeight, outWidth } = info;
  const [top, left, bottom, right] = pads;
  const lowest = scalar(-FLOAT_MAX);
  const padded = padAsGiven(g, x, [0, top, left, 0], [0, bottom, right, 0], lowest);
  const phases = phaseGrid(info, strides);
  let taken: Value | undefined;

  for (let row = 0; row < kernel[0]; row++) {
    for (let column = 0; column < kernel[1]; column++) {
      const begin = [row * dilations[0], column * dilations[1]] as const;
      const pixels = slice(g, padded, { begin, size: [outHeight, outWidth], axes: [1, 2], step: strides });
      const equal = g.emit('Equal', [pixels, y], { dtype: 'bool', shape: y.shape });
      const first =
        taken === undefined ? equal : g.emit('And', [equal, g.emit('Not', [taken], equal)], equal);
      taken = taken === undefined ? equal : g.emit('Or', [taken, equal], equal);
      phases.add(g, begin, g.emit('Mul', [dy, g.emit('Cast', [first], dy, { attributes: { to: 1 } })], dy));
    }
  }
  const whole = phases.interleave(g);
  return slice(g, whole, { begin: [top, left], size: [info.inHeight, info.inWidth], axes: [1, 2] });
}

const FLOAT_MAX = 3.4028234663852886e38;

interface PhaseGrid {
  /** Adds a part whose first pixel lies at `begin` of the image. */
  add(g: Recorder, begin: readonly [number, number], part: Value): void;
  /** The image. */
  interleave(g: Recorder): Value;
}

/** An image `[batch, rows, columns, channels]` as the images of every `strides`-th pixel, to which parts are added. */
function phaseGrid(info: Info, strides: readonly [number, number]): PhaseGrid {
  const { padInfo } = info;
  const height = Math.max(
    padInfo.top + info.inHeight,
    (info.outHeight - 1) * strides[0] + info.effectiveFilterHeight,
  );
  const width = Math.max(
    padInfo.left + info.inWidth,
    (info.outWidth - 1) * strides[1] + info.effectiveFilterWidth,
  );
  const [rows, columns] = [Math.ceil(height / strides[0]), Math.ceil(width / strides[1])];
  const shape = [info.batchSize, rows, columns, info.inChannels];
  const sums = new Map<string, Value>();
  return {
    add(g, begin, part) {
      const phase = begin.map((at, axis) => at % strides[axis]!).join();
      const before = [0, Math.floor(begin[0] / strides[0]), Math.floor(begin[1] / strides[1]), 0];
      const after = shape.map((size, axis) => size - before[axis]! - part.shape[axis]!);
      const placed = pad(g, part, before, after);
      const sum = sums.get(phase);
      sums.set(phase, sum === undefined ? placed : elementwise(g, 'Add', [sum, placed]));
    },
    interleave(g) {
      const zeros = expand(g, scalar(0), shape);
      const [n = 1, h = 1, w = 1, c = 1] = shape;
      const bands = Array.from({ length: strides[0] }, (_, row) => {
        const parts = Array.from({ length: strides[1] }, (_, column) =>
          reshape(g, sums.get([row, column].join()) ?? zeros, [n, h, w, 1, c]),
        );
        return reshape(g, concat(g, parts, 3), [n, h, 1, w * strides[1], c]);
      });
      return reshape(g, concat(g, bands, 2), [n, h * strides[0], w * strides[1], c]);
    },
  };
}

/**
 * Gradient of an average pool: each window's gradient in equal parts to its pixels.
 * Like TF.js it counts padding among them, although the forward pass does not.
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
