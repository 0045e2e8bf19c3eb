import type { backend_util } from '@tensorflow/tfjs-core';
import type { Recorder } from '../engine/recorder.js';
import { sizeOf, type Value } from '../engine/value.js';
import { scalar, tensor } from './constants.js';
import { elementwise } from './elementwise.js';
import { fromNCHW, inputNCHW, outputNCHW, toNCHW, windowAttributes, windowOf } from './images.js';
import { expand, reshape } from './shaping.js';

type Info = backend_util.Conv2DInfo;

/** Gradient of a max pool: each window's gradient goes to the first of its largest pixels. */
export function maxPoolGradient(g: Recorder, x: Value, dy: Value, info: Info): Value {
  const shape = outputNCHW(info);
  const attributes = windowAttributes(windowOf(info));
  const [, indices] = g.emitAll(
    'MaxPool',
    [toNCHW(g, x, 'channelsLast')],
    [
      { dtype: 'float32', shape },
      { dtype: 'int64', shape },
    ],
    { attributes },
  );
  const inputs = sizeOf(x.shape);
  const zeros = expand(g, tensor([0], [1], 'float32'), [inputs]);
  const flat = [sizeOf(shape)];
  const scattered = g.emit(
    'ScatterElements',
    [zeros, reshape(g, indices!, flat), reshape(g, toNCHW(g, dy, 'channelsLast'), flat)],
    { dtype: 'float32', shape: [inputs] },
    { attributes: { axis: 0, reduction: 'add' } },
  );
  return fromNCHW(g, reshape(g, scattered, inputNCHW(info)), 'channelsLast');
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
