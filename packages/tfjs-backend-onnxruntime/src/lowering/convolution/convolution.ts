import type { Recorder } from '../../engine/recorder.js';
import type { TensorType, Value } from '../../engine/value.js';
import { type Filter, filterOIHW } from '../graph/filters.js';
import type { WindowAttributes } from '../graph/nchw.js';
import type { Blocking } from '../graph/nchwc.js';
import { convolveBlocked } from './convolution-nchwc.js';

/**
 * A convolution of an image `[batch, in, rows, columns]` with a filter.
 *
 * @param bias `[out]`
 * @param blocking How it is recorded on blocks, see `convolveBlocked`; otherwise ONNX Runtime arranges constant filters.
 */
export function convolve(
  g: Recorder,
  image: Value,
  filter: Filter,
  type: TensorType,
  attributes: WindowAttributes,
  blocking: Blocking | undefined,
  bias?: Value,
): Value {
  const blocked = blocking && convolveBlocked(g, image, filter, type, attributes, blocking, bias);
  if (blocked) return blocked;
  return g.emit(
    'Conv',
    [image, filterOIHW(g, filter, attributes.kernel_shape), ...(bias === undefined ? [] : [bias])],
    type,
    { attributes },
  );
}
