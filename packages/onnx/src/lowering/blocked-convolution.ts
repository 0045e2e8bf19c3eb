import type { Recorder } from '../engine/recorder.js';
import type { TensorType, Value } from '../engine/value.js';
import { BLOCKED_DOMAIN } from '../runtime/blocked-layout.js';
import type { WindowAttributes } from './images.js';
import { reshape, transpose } from './shaping.js';

/**
 * A convolution on channels-blocked images (NCHWc), about a third faster than on NCHW.
 *
 * ONNX Runtime converts a model's convolutions to this form by itself if their filters are constants;
 * in training they are not, and so the program has the operators and the filter's layout itself.
 * An image of fewer channels than a block goes in as it is.
 *
 * @param image `[batch, in, rows, columns]`
 * @param filter `[taps, in, out]`
 * @returns `[batch, out, rows, columns]`, or undefined if the channels do not divide into blocks.
 */
export function convolveBlocked(
  g: Recorder,
  image: Value,
  filter: Value,
  type: TensorType,
  attributes: WindowAttributes,
  block: number,
  bias?: Value,
): Value | undefined {
  const [, inputs = 0, outputs = 0] = filter.shape;
  const few = inputs < block;
  if (outputs % block !== 0 || (!few && inputs % block !== 0)) return undefined;

  const domain = BLOCKED_DOMAIN;
  const [rows = 1, columns = 1] = attributes.kernel_shape;
  const weights = reshape(g, blockFilter(g, filter, block, few), [outputs, inputs, rows, columns]);
  const blocked = few ? image : g.emit('ReorderInput', [image], image, { domain });
  const result = g.emit('Conv', [blocked, weights, ...(bias === undefined ? [] : [bias])], type, {
    attributes,
    domain,
  });
  return g.emit('ReorderOutput', [result], type, { attributes: { channels: outputs }, domain });
}

/** `[out / block, in / block, taps, block of in, block of out]`, without blocks of `in` if those are few. */
function blockFilter(g: Recorder, filter: Value, block: number, few: boolean): Value {
  const [taps = 1, inputs = 1, outputs = 1] = filter.shape;
  return few
    ? transpose(g, reshape(g, filter, [taps, inputs, outputs / block, block]), [2, 1, 0, 3])
    : transpose(
        g,
        reshape(g, filter, [taps, inputs / block, block, outputs / block, block]),
        [3, 1, 0, 2, 4],
      );
}
