import type { Recorder } from '../engine/recorder.js';
import type { TensorType, Value } from '../engine/value.js';
import { BLOCKED_DOMAIN } from '../runtime/blocked-layout.js';
import { fromBlocks, toBlocks } from './blocks.js';
import { table } from './constants.js';
import type { Filter } from './filters.js';
import type { WindowAttributes } from './images.js';
import { NCHW_TO_NHWC } from './permutations.js';
import { reshape, transpose } from './shaping.js';

/**
 * A convolution on channels-blocked images (NCHWc), about a third faster than on NCHW.
 *
 * ONNX Runtime converts a model's convolutions to this form by itself if their filters are constants;
 * in training they are not, and so the program has the operators and the filter's layout itself.
 * An image of fewer channels than a block goes in as it is.
 *
 * @param image `[batch, in, rows, columns]`
 * @returns `[batch, out, rows, columns]`, or undefined if the channels do not divide into blocks.
 */
export function convolveBlocked(
  g: Recorder,
  image: Value,
  filter: Filter,
  type: TensorType,
  attributes: WindowAttributes,
  block: number,
  bias?: Value,
): Value | undefined {
  const [, inputs = 0] = image.shape;
  const [, outputs = 0] = type.shape;
  const few = inputs < block;
  if (outputs % block !== 0 || (!few && inputs % block !== 0)) return undefined;
  if (few && filter.turned) return undefined;

  const domain = BLOCKED_DOMAIN;
  const [rows = 1, columns = 1] = attributes.kernel_shape;
  const arranged = few ? blockOutputs(g, filter.taps, block) : blockFilter(g, filter, block);
  const weights = reshape(g, arranged, [outputs, inputs, rows, columns]);
  const blocked = few ? image : toBlocks(g, transpose(g, image, NCHW_TO_NHWC));
  const operands = [blocked, weights, ...(bias === undefined ? [] : [bias])];
  return fromBlocks(g, g.emit('Conv', operands, type, { attributes, domain }));
}

/** `[out / block, taps, in, block of out]` */
function blockOutputs(g: Recorder, taps: Value, block: number): Value {
  const [count = 1, inputs = 1, outputs = 1] = taps.shape;
  return transpose(g, reshape(g, taps, [count, inputs, outputs / block, block]), [2, 1, 0, 3]);
}

/**
 * `[out / block, in / block, taps, block of in, block of out]`.
 *
 * One operator makes the squares of block by block, which it does for images, and a Gather puts them in order: a
 * transpose of all at once is several times slower.
 */
function blockFilter(g: Recorder, { taps, turned }: Filter, block: number): Value {
  const [count = 1, inputs = 1, outputs = 1] = taps.shape;
  const [ins, outs] = [inputs / block, outputs / block];
  const squares = turned ? squaresOfOutputs(g, taps) : squaresOfInputs(g, taps, block);
  const order = table(`squares ${[count, ins, outs, turned]}`, [count * ins * outs], () => {
    const index = new Int32Array(count * ins * outs);
    let next = 0;
    const [majors, minors] = turned ? [ins, outs] : [outs, ins];
    for (let major = 0; major < majors; major++) {
      for (let minor = 0; minor < minors; minor++) {
        for (let tap = 0; tap < count; tap++) {
          index[next++] = turned
            ? ((count - 1 - tap) * ins + major) * outs + minor
            : (tap * ins + minor) * outs + major;
        }
      }
    }
    return index;
  });
  const rows = reshape(g, squares, [count * ins * outs, block * block]);
  return g.emit('Gather', [rows, order], rows, { attributes: { axis: 0 } });
}

/** `[taps, in / block, out / block, block of in, block of out]`: every run of `block` inputs as rows of an image. */
function squaresOfInputs(g: Recorder, taps: Value, block: number): Value {
  const [count = 1, inputs = 1, outputs = 1] = taps.shape;
  const images = reshape(g, taps, [(count * inputs) / block, block, 1, outputs]);
  return toBlocks(g, images);
}

/** `[taps, in / block, out / block, block of out, block of in]`: the outputs as pixels of an image. */
function squaresOfOutputs(g: Recorder, taps: Value): Value {
  const [count = 1, inputs = 1, outputs = 1] = taps.shape;
  const image = reshape(g, taps, [count, inputs, outputs, 1]);
  return g.emit('ReorderInput', [image], image, { domain: BLOCKED_DOMAIN });
}
