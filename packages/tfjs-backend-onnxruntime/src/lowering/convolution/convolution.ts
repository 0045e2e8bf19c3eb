import type { Recorder } from '../../engine/recorder.js';
import type { TensorType, Value } from '../../engine/value.js';
import { type Filter, filterOIHW } from '../graph/filters.js';
import type { WindowAttributes } from '../graph/nchw.js';
import type { NCHWcOptions } from '../graph/nchwc.js';
import { convolveNCHWc } from './convolution-nchwc.js';

/**
 * A convolution of an image `[batch, in, rows, columns]` with a filter.
 *
 * @param bias `[out]`
 * @param nchwc Records it in NCHWc (`convolveNCHWc`); undefined leaves the layout to ONNX Runtime.
 */
export function convolve(
  g: Recorder,
  image: Value,
  filter: Filter,
  type: TensorType,
  attributes: WindowAttributes,
  nchwc: NCHWcOptions | undefined,
  bias?: Value,
): Value {
  const blocked = nchwc && convolveNCHWc(g, image, filter, type, attributes, nchwc, bias);
  if (blocked) return blocked;
  return g.emit(
    'Conv',
    [image, filterOIHW(g, filter, attributes.kernel_shape), ...(bias === undefined ? [] : [bias])],
    type,
    { attributes },
  );
}
