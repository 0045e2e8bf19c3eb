import type { Pixels } from './pixels.js';
import { type Interpolation, type Interval, resampleAxis, resampleTaps, type Taps } from './resample.js';
import { resampleWithSimd } from './resample-simd.js';

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
  const across = resampleTaps(image.width, width, columns, interpolation);
  const down = resampleTaps(image.height, height, rows, interpolation);
  const data = resampleWithSimd(image, across, down) ?? resample(image, across, down);
  return {
    data,
    width: columns.end - columns.start,
    height: rows.end - rows.start,
    channels: image.channels,
  };
}

/** Both passes. Only the rows that the second one reads go through the first. */
export function resample(
  { data, width, channels }: Pixels,
  across: Taps,
  down: Taps,
): Uint8ClampedArray<ArrayBuffer> {
  const { start, end } = down.read;
  const samples = data.subarray(start * width * channels, end * width * channels);
  const rows = { outer: end - start, first: 0, length: width, inner: channels };
  const narrowed = resampleAxis(samples, rows, across);
  const rowLength = across.starts.length * channels;
  return resampleAxis(narrowed, { outer: 1, first: start, length: end - start, inner: rowLength }, down);
}
