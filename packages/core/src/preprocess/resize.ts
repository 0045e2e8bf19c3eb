import type { Pixels } from './pixels.js';
import { type Interpolation, type Interval, resampleAxis, resampleTaps } from './resample.js';

export interface ResizeOptions {
  readonly interpolation: Interpolation;
  /** The part of the resized image that is wanted; the rest is never computed. Default: all of it. */
  readonly region?: Region;
}

/** A rectangle of pixels, as the rows and the columns that it spans. */
export interface Region {
  readonly rows: Interval;
  readonly columns: Interval;
}

/**
 * Resizes an image to `height` x `width` with an antialiased filter, equal to Pillow's `Image.resize` in
 * every bit: first along the rows, then along the columns, with 8-bit samples in between. Channels are
 * resized one by one, so blend alpha away first.
 */
export function resizePixels(
  image: Pixels,
  [height, width]: readonly [height: number, width: number],
  { interpolation, region }: ResizeOptions,
): Pixels {
  const { rows, columns } = region ?? {
    rows: { start: 0, end: height },
    columns: { start: 0, end: width },
  };
  const { channels } = image;
  const across = resampleTaps(image.width, width, columns, interpolation);
  const down = resampleTaps(image.height, height, rows, interpolation);
  const resizedWidth = columns.end - columns.start;

  // Only the rows that the second pass reads go through the first.
  const rowLength = image.width * channels;
  const samples = image.data.subarray(down.read.start * rowLength, down.read.end * rowLength);
  const outer = down.read.end - down.read.start;
  const narrowed = resampleAxis(samples, { outer, first: 0, length: image.width, inner: channels }, across);
  const layout = { outer: 1, first: down.read.start, length: outer, inner: resizedWidth * channels };
  const data = resampleAxis(narrowed, layout, down);
  return { data, width: resizedWidth, height: rows.end - rows.start, channels };
}
