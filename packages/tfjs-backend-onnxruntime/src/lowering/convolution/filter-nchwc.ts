import type { Recorder } from '../../engine/recorder.js';
import type { Value } from '../../engine/value.js';
import { NCHWC_DOMAIN } from '../../runtime/nchwc-layout.js';
import { table } from '../graph/constants.js';
import type { Filter } from '../graph/filters.js';
import { toNCHWc } from '../graph/nchwc.js';
import { reshape } from '../graph/shaping.js';

/**
 * The filter as NCHWc convolutions read it: `[rows, out / block, in / block, taps of a row, block of in,
 * block of out]`. With one row, it has all taps.
 *
 * The operator that reorders images makes the squares of block x block elements, and a Gather puts them in
 * order. A single Transpose is several times slower.
 */
export function filterToNCHWc(g: Recorder, { taps, rotated180 }: Filter, block: number, rows = 1): Value {
  const [count = 1, inputs = 1, outputs = 1] = taps.shape;
  const [ins, outs] = [inputs / block, outputs / block];
  const squares = rotated180 ? squaresOfOutputs(g, taps) : squaresOfInputs(g, taps, block);
  const across = count / rows;
  const order = table(`squares ${[count, rows, ins, outs, rotated180]}`, [count * ins * outs], () => {
    const index = new Int32Array(count * ins * outs);
    let next = 0;
    const [majors, minors] = rotated180 ? [ins, outs] : [outs, ins];
    for (let row = 0; row < rows; row++) {
      for (let major = 0; major < majors; major++) {
        for (let minor = 0; minor < minors; minor++) {
          for (let tap = row * across; tap < (row + 1) * across; tap++) {
            index[next++] = rotated180
              ? ((count - 1 - tap) * ins + major) * outs + minor
              : (tap * ins + minor) * outs + major;
          }
        }
      }
    }
    return index;
  });
  const source = reshape(g, squares, [count * ins * outs, block * block]);
  return g.emit('Gather', [source, order], source, { attributes: { axis: 0 } });
}

/**
 * `[taps, in / block, out / block, block of in, block of out]`: each `block` inputs are the rows of an image.
 */
function squaresOfInputs(g: Recorder, taps: Value, block: number): Value {
  const [count = 1, inputs = 1, outputs = 1] = taps.shape;
  const images = reshape(g, taps, [(count * inputs) / block, block, 1, outputs]);
  return toNCHWc(g, images);
}

/** `[taps, in / block, out / block, block of out, block of in]`: the outputs are the pixels of an image. */
function squaresOfOutputs(g: Recorder, taps: Value): Value {
  const [count = 1, inputs = 1, outputs = 1] = taps.shape;
  const image = reshape(g, taps, [count, inputs, outputs, 1]);
  return g.emit('ReorderInput', [image], image, { domain: NCHWC_DOMAIN });
}
