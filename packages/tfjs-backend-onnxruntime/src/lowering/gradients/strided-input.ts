import type { backend_util } from '@tensorflow/tfjs-core';
import type { Recorder } from '../../engine/recorder.js';
import type { Value } from '../../engine/value.js';
import { convolveNCHWc } from '../convolution/convolution-nchwc.js';
import { scalar, tensor } from '../graph/constants.js';
import { tapsOf } from '../graph/filters.js';
import { gatherPixels } from '../graph/gather-pixels.js';
import { windowOf } from '../graph/nchw.js';
import { deferredNCHWc, fromNCHWc } from '../graph/nchwc.js';
import { range } from '../graph/range.js';
import { expand, reshape } from '../graph/shaping.js';

type Info = backend_util.Conv2DInfo;

/**
 * Gradient of a strided convolution with respect to its input, in NCHWc.
 *
 * Input rows with the same remainder modulo the stride, a phase, are read by every `stride`-th tap of the
 * filter, at neighboring rows of `dy`: they are a convolution of `dy` with unit stride. So are columns, and
 * the image is assembled from all pairs of phases (sub-pixel convolution, Shi et al. 2016).
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
      const gradient = convolveNCHWc(
        g,
        dy,
        { taps: select(g, taps, seen), rotated180: true },
        { dtype: dy.dtype, shape: [batchSize, inChannels, rows.size, columns.size] },
        {
          kernel_shape: [rows.taps.length, columns.taps.length],
          strides: [1, 1],
          dilations: [1, 1],
          pads: [rows.before, columns.before, rows.after, columns.after],
        },
        { block, trainable: true },
      );
      if (gradient === undefined) return undefined;
      count += rows.size * columns.size;
      const { nchwc } = deferredNCHWc(gradient)!;
      parts.push(reshape(g, nchwc, [planes, rows.size * columns.size, block]));
    }
  }
  const pixels = [...parts, expand(g, scalar(0), [planes, 1, block])];
  const type = { dtype: dy.dtype, shape: [planes, count + 1, block] };
  const all = g.emit('Concat', pixels, type, { attributes: { axis: 1 } });
  const name = `phases ${JSON.stringify([inHeight, inWidth, strides, phases])}`;
  const image = reshape(g, all, [batchSize, inChannels, count + 1, 1]);
  const merged = gatherPixels(g, image, [inHeight, inWidth], block, name, () =>
    merge(phases, strides, [inHeight, inWidth], count),
  );
  return fromNCHWc(g, merged);
}

/** The rows of the input, or columns, with one remainder modulo the stride. */
interface Phase {
  /** The taps of the filter that read them. */
  readonly taps: readonly number[];
  /** How many there are, without trailing ones that no tap reads. */
  readonly size: number;
  /** Rows of zeros that their convolution needs around `dy`. */
  readonly before: number;
  readonly after: number;
}

function phasesOf(length: number, outputs: number, taps: number, stride: number, pad: number): Phase[] {
  return range(stride).map((remainder) => {
    const first = (remainder + pad) % stride;
    const reaching = range(taps).filter((tap) => tap % stride === first);
    // The row of dy at which the first of these taps reads the phase's first row; the other taps do so at
    // earlier rows.
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

/** Chosen taps of `[taps, in, out]`. */
function select(g: Recorder, taps: Value, chosen: readonly number[]): Value {
  const [count = 1, inputs = 1, outputs = 1] = taps.shape;
  if (chosen.length === count) return taps;
  const type = { dtype: taps.dtype, shape: [chosen.length, inputs, outputs] };
  return g.emit('Gather', [taps, tensor(chosen, [chosen.length], 'int32')], type, {
    attributes: { axis: 0 },
  });
}

/** A phase of rows and one of columns, and the index of their first pixel among those of all pairs. */
interface Phases {
  readonly rows: Phase;
  readonly columns: Phase;
  readonly first: number;
}

/** The index of each pixel of the image, `none` where no tap reads it. */
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
