import type { Recorder } from '../engine/recorder.js';
import type { Value } from '../engine/value.js';
import { ints, scalar } from './constants.js';
import { reshape, slice, transpose } from './shaping.js';

/** In narrower images than this, fewer columns lie within the borders than a convolution takes at once. */
const NARROW = 8;

/** Whether a convolution that keeps the columns is faster on images in a row than on each by itself. */
export function sideBySideWorthwhile(images: number, columns: number): boolean {
  return images > 1 && columns < NARROW;
}

/**
 * What `work` makes of blocked images `[images, channels, rows, columns]` in a row, `gap` columns of zeros behind each:
 * it is given `[1, channels, rows, images * (columns + gap)]` and must return as many rows and columns.
 *
 * @returns `[images, channels of the result, rows, columns]`
 */
export function sideBySide(
  g: Recorder,
  x: Value,
  block: number,
  gap: number,
  work: (wide: Value) => Value,
): Value {
  const [images = 1, channels = 1, rows = 1, columns = 1] = x.shape;
  const lines = (channels / block) * rows;
  const [narrow, width] = [columns * block, (columns + gap) * block];
  const given = reshape(g, x, [images, lines, narrow]);
  const pads = ints([0, 0, 0, 0, 0, width - narrow]);
  const spaced = g.emit('Pad', [given, pads, scalar(0)], { dtype: x.dtype, shape: [images, lines, width] });
  const wide = reshape(g, transpose(g, spaced, [1, 0, 2]), [1, channels, rows, images * (columns + gap)]);

  const result = work(wide);
  const [, resulting = 1] = result.shape;
  const apart = reshape(g, result, [(resulting / block) * rows, images, width]);
  const withoutGaps = slice(g, apart, { begin: [0], size: [narrow], axes: [2] });
  return reshape(g, transpose(g, withoutGaps, [1, 0, 2]), [images, resulting, rows, columns]);
}
