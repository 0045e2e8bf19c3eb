import type { Recorder } from '../engine/recorder.js';
import type { Operand, Value } from '../engine/value.js';
import { reshape, slice, transpose } from './shaping.js';

// ONNX Runtime transposes matrices quickly, and filters of rank 4 about five times slower: hence the detours.

/** TF.js's filter `[height, width, in, out]` as ONNX's `[out, in, height, width]`. */
export function filterToOIHW(g: Recorder, filter: Operand): Value {
  const [height = 1, width = 1, inputs = 1, outputs = 1] = filter.shape;
  const taps = height * width;
  const outMajor = transpose(g, reshape(g, filter, [taps, inputs, outputs]), [0, 2, 1]);
  const tapsLast = transpose(g, reshape(g, outMajor, [taps, outputs * inputs]), [1, 0]);
  return reshape(g, tapsLast, [outputs, inputs, height, width]);
}

/** The filter turned by 180 degrees, its channels exchanged: `[in, out, height, width]`. */
export function turnedFilterToIOHW(g: Recorder, filter: Operand): Value {
  const [height = 1, width = 1, inputs = 1, outputs = 1] = filter.shape;
  const taps = height * width;
  const matrix = reshape(g, filter, [taps, inputs * outputs]);
  const turned =
    taps === 1 ? matrix : slice(g, matrix, { begin: [taps - 1], size: [taps], axes: [0], step: [-1] });
  return reshape(g, transpose(g, turned, [1, 0]), [inputs, outputs, height, width]);
}
