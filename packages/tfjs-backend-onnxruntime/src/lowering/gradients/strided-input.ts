import type { backend_util } from '@tensorflow/tfjs-core';
import type { Recorder } from '../../engine/recorder.js';
import type { Value } from '../../engine/value.js';
import { convolveBlocked } from '../convolution/convolution-nchwc.js';
import { scalar, tensor } from '../graph/constants.js';
import { tapsOf } from '../graph/filters.js';
import { takePixels } from '../graph/gather-pixels.js';
import { windowOf } from '../graph/nchw.js';
import { fromBlocks, unblockedFrom } from '../graph/nchwc.js';
import { upTo } from '../graph/range.js';
import { expand, reshape } from '../graph/shaping.js';

type Info = backend_util.Conv2DInfo;

/**
 * Gradient of a strided convolution with respect to its input, on blocks.
 *
 * The rows of the input with the same remainder by the stride see every so many taps of the filter, at neighboring
 * rows of `dy`: they are a convolution of it with unit stride. So are columns, and the image is put together from all
 * pairs of remainders.
 *
 * @param dy `[batch, out, rows, columns]`
 * @returns `[batch, in, rows, columns]`, undefined if channels do not divide into blocks or taps are dilated.
 */
export function stridedInputGradient(
  g: Recorder,
  dy: Value,
  filter: Value,
  info: Info,
  block: number,
): Value | undefined {
  const { batchSize, inChannels, inHeight, inWidth, outChannels, outHeight, outWidth } = info;
  const { kernel, strides, dilations, pads } = windowOf(info);
  if (inChannels % block !== 0 || outChannels % block !== 0) return undefined;
  if (dilations.some((dilation) => dilation !== 1)) return undefined;
  const rowPhases = phasesOf(inHeight, outHeight, kernel[0], strides[0], pads[0]);
  const columnPhases = phasesOf(inWidth, outWidth, kernel[1], strides[1], pads[1]);
  if ([...rowPhases, ...columnPhases].some(({ before, after }) => before < 0 || after < 0)) return undefined;

  const taps = tapsOf(g, filter);
  const planes = (batchSize * inChannels) / block;
  const parts: Value[] = [];
  const phases: Phases[] = [];
  let count = 0;
  for (const rows of rowPhases) {
    for (const columns of columnPhases) {
      phases.push({ rows, columns, first: count });
      if (rows.size * columns.size === 0) continue;
      const seen = rows.taps.flatMap((y) => columns.taps.map((x) => y * kernel[1] + x));
      const gradient = convolveBlocked(
        g,
        dy,
        { taps: select(g, taps, seen), turned: true },
        { dtype: dy.dtype, shape: [batchSize, inChannels, rows.size, columns.size] },
        {
          kernel_shape: [rows.taps.length, columns.taps.length],
          strides: [1, 1],
          dilations: [1, 1],
          pads: [rows.before, columns.before, rows.after, columns.after],
        },
        { block, changing: true },
      );
      if (gradient === undefined) return undefined;
      count += rows.size * columns.size;
      const { blocked } = unblockedFrom(gradient)!;
      parts.push(reshape(g, blocked, [planes, rows.size * columns.size, block]));
    }
  }
  const pixels = [...parts, expand(g, scalar(0), [planes, 1, block])];
  const type = { dtype: dy.dtype, shape: [planes, count + 1, block] };
  const all = g.emit('Concat', pixels, type, { attributes: { axis: 1 } });
  const name = `phases ${JSON.stringify([inHeight, inWidth, strides, phases])}`;
  const image = reshape(g, all, [batchSize, inChannels, count + 1, 1]);
  const merged = takePixels(g, image, [inHeight, inWidth], block, name, () =>
    merge(phases, strides, [inHeight, inWidth], count),
  );
  return fromBlocks(g, merged);
}

/** The rows of the input with one remainder by the stride, or columns. */
interface Phase {
  /** The taps of the filter that reach them. */
  readonly taps: readonly number[];
  /** How many of them there are, the last ones left out if no tap reaches them. */
  readonly size: number;
  /** How many rows of zeros their convolution needs around `dy`. */
  readonly before: number;
  readonly after: number;
}

function phasesOf(length: number, outputs: number, taps: number, stride: number, pad: number): Phase[] {
  return upTo(stride).map((remainder) => {
    const first = (remainder + pad) % stride;
    const reaching = upTo(taps).filter((tap) => tap % stride === first);
    // The first of these taps reaches the input's first row of this remainder from this row of dy, the others from ones before.
    const from = (remainder + pad - first) / stride;
    const rows = Math.ceil((length - remainder) / stride);
    const size =
      reaching.length === 0 ? 0 : Math.max(0, Math.min(rows, outputs - from + reaching.length - 1));
    return {
      taps: reaching,
      size,
      before: size === 0 ? 0 : reaching.length - 1 - from,
      after: size === 0 ? 0 : size - 1 + from - (outputs - 1),
    };
  });
}

/** Some taps of `[taps, in, out]`. */
function select(g: Recorder, taps: Value, chosen: readonly number[]): Value {
  const [count = 1, inputs = 1, outputs = 1] = taps.shape;
  if (chosen.length === count) return taps;
  const type = { dtype: taps.dtype, shape: [chosen.length, inputs, outputs] };
  return g.emit('Gather', [taps, tensor(chosen, [chosen.length], 'int32')], type, {
    attributes: { axis: 0 },
  });
}

/** Rows and columns of one remainder each, and the number of their first pixel among those of all. */
interface Phases {
  readonly rows: Phase;
  readonly columns: Phase;
  readonly first: number;
}

/** The number of each pixel of the image, `none` if no tap reaches it. */
function merge(
  phases: readonly Phases[],
  [down, across]: readonly [number, number],
  [height, width]: readonly [number, number],
  none: number,
): Int32Array {
  return Int32Array.from({ length: height * width }, (_, at) => {
    const [row, column] = [Math.floor(at / width), at % width];
    const { rows, columns, first } = phases[(row % down) * across + (column % across)]!;
    const [y, x] = [Math.floor(row / down), Math.floor(column / across)];
    return y < rows.size && x < columns.size ? first + y * columns.size + x : none;
  });
}
