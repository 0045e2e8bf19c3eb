import type { Recorder } from '../engine/recorder.js';
import type { Operand, Value } from '../engine/value.js';
import { reshape, slice, transpose } from './shaping.js';

/** A filter of TF.js, `[height, width, in, out]`, as `[taps, in, out]`. */
export function tapsOf(g: Recorder, filter: Operand): Value {
  const [height = 1, width = 1, inputs = 1, outputs = 1] = filter.shape;
  return reshape(g, filter, [height * width, inputs, outputs]);
}

/** The filter of the convolution that takes `dy` to the input's gradient: turned by 180 degrees, channels exchanged. */
export function turned(g: Recorder, taps: Value): Value {
  const [count = 1] = taps.shape;
  const backwards =
    count === 1 ? taps : slice(g, taps, { begin: [count - 1], size: [count], axes: [0], step: [-1] });
  return transpose(g, backwards, [0, 2, 1]);
}

/** `[taps, in, out]` as ONNX's `[out, in, height, width]`. */
export function tapsToOIHW(g: Recorder, taps: Value, [height = 1, width = 1]: readonly number[]): Value {
  const [count = 1, inputs = 1, outputs = 1] = taps.shape;
  const outMajor = reshape(g, transpose(g, taps, [0, 2, 1]), [count, outputs * inputs]);
  return reshape(g, transposeMatrix(g, outMajor), [outputs, inputs, height, width]);
}

/**
 * ONNX Runtime moves a Transpose through a Reshape, and would transpose the filter of rank 4 instead:
 * about seven times slower. An Einsum it leaves alone.
 */
function transposeMatrix(g: Recorder, x: Value): Value {
  const [rows = 1, columns = 1] = x.shape;
  const shape = [columns, rows];
  if (rows === 1 || columns === 1) return reshape(g, x, shape);
  return g.emit('Einsum', [x], { dtype: x.dtype, shape }, { attributes: { equation: 'ab->ba' } });
}
