import type { Recorder } from '../engine/recorder.js';
import type { TensorType, Value } from '../engine/value.js';
import { convolveBlocked } from './blocked-convolution.js';
import { type Filter, filterOIHW } from './filters.js';
import type { WindowAttributes } from './images.js';

/**
 * A convolution of an image `[batch, in, rows, columns]` with a filter.
 *
 * @param bias `[out]`
 * @param block Channels of a block if the filter changes from run to run, see `convolveBlocked`;
 *   constant filters are best left to ONNX Runtime.
 */
export function convolve(
  g: Recorder,
  image: Value,
  filter: Filter,
  type: TensorType,
  attributes: WindowAttributes,
  block: number | undefined,
  bias?: Value,
): Value {
  const blocked = block && convolveBlocked(g, image, filter, type, attributes, block, bias);
  if (blocked) return blocked;
  return g.emit(
    'Conv',
    [image, filterOIHW(g, filter, attributes.kernel_shape), ...(bias === undefined ? [] : [bias])],
    type,
    { attributes },
  );
}
