import type { Recorder } from '../../engine/recorder.js';
import type { Operand, Value } from '../../engine/value.js';
import { reshape, slice, transpose } from './shaping.js';

/** A filter of TF.js, `[height, width, in, out]`, as `[taps, in, out]`. */
export function tapsOf(g: Recorder, filter: Operand): Value {
  const [height = 1, width = 1, inputs = 1, outputs = 1] = filter.shape;
  return reshape(g, filter, [height * width, inputs, outputs]);
}

/** A filter as a convolution takes it. */
export interface Filter {
  /** `[taps, in, out]` */
  readonly taps: Value;
  /**
   * Whether to rotate it by 180 degrees and swap its channels, which turns `dy` into the input's gradient.
   */
  readonly rotated180?: boolean;
}

/** The filter as ONNX's `[out, in, height, width]`. */
export function filterOIHW(g: Recorder, { taps, rotated180 }: Filter, kernel: readonly number[]): Value {
  if (!rotated180) return tapsToOIHW(g, taps, kernel);
  const [count = 1] = taps.shape;
  const backwards =
    count === 1 ? taps : slice(g, taps, { begin: [count - 1], size: [count], axes: [0], step: [-1] });
  return tapsToOIHW(g, swapLastAxes(g, backwards), kernel);
}

/** `[taps, in, out]` as ONNX's `[out, in, height, width]`. */
export function tapsToOIHW(g: Recorder, taps: Value, [height = 1, width = 1]: readonly number[]): Value {
  const [count = 1, inputs = 1, outputs = 1] = taps.shape;
  const outMajor = reshape(g, transpose(g, taps, [0, 2, 1]), [count, outputs * inputs]);
  return reshape(g, swapLastAxes(g, outMajor), [outputs, inputs, height, width]);
}

/**
 * Transposes a matrix, or each of a batch.
 *
 * ONNX Runtime moves a Transpose through a Reshape and merges it with the next one; the result, of rank 4 or
 * 5, is several times slower than the two. It leaves an Einsum alone.
 */
function swapLastAxes(g: Recorder, x: Value): Value {
  const [rows = 1, columns = 1] = x.shape.slice(-2);
  const shape = [...x.shape.slice(0, -2), columns, rows];
  if (rows === 1 || columns === 1) return reshape(g, x, shape);
  return g.emit('Einsum', [x], { dtype: x.dtype, shape }, { attributes: { equation: '...ab->...ba' } });
}
