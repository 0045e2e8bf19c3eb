import type { Pixels } from './pixels.js';
import type { Taps } from './resample.js';
import { startSimd } from './simd.js';

/** How many samples are copied into the memory at a time. */
const stripLength = 2 ** 20;

/** Samples by which a vector may exceed the last one. */
const slack = 16;

/**
 * Both passes of `resizePixels` in WebAssembly with SIMD: the same bytes. Undefined where that cannot be
 * used: in an engine without SIMD, on a page that forbids WebAssembly, or for more than 64 MiB of samples.
 */
export function resampleWithSimd(
  { data, width, channels }: Pixels,
  across: Taps,
  down: Taps,
): Uint8ClampedArray<ArrayBuffer> | undefined {
  const [outWidth, outHeight] = [across.starts.length, down.starts.length];
  const { start, end } = down.read;
  const rowLength = width * channels;
  const narrowLength = outWidth * channels;
  const stripRows = Math.min(end - start, Math.max(1, Math.floor(stripLength / rowLength)));

  const acrossAt = 0;
  const downAt = acrossAt + tapsSize(across);
  const stripAt = downAt + tapsSize(down);
  const narrowAt = stripAt + stripRows * rowLength + slack;
  const outputAt = narrowAt + (end - start) * narrowLength + slack;
  const outputLength = outHeight * narrowLength;
  const simd = startSimd(outputAt + outputLength + slack);
  if (simd === undefined) return undefined;
  const { memory, resampleRows, resampleColumns } = simd;
  const bytes = new Uint8Array(memory.buffer);

  const acrossTaps = writeTaps(memory, acrossAt, across);
  for (let row = start; row < end; row += stripRows) {
    const count = Math.min(stripRows, end - row);
    bytes.set(data.subarray(row * rowLength, (row + count) * rowLength), stripAt);
    const to = narrowAt + (row - start) * narrowLength;
    resampleRows(stripAt, count, rowLength, channels, ...acrossTaps, outWidth, to);
  }
  const downTaps = writeTaps(memory, downAt, down);
  resampleColumns(narrowAt - start * narrowLength, narrowLength, ...downTaps, outHeight, outputAt);
  return new Uint8ClampedArray(bytes.slice(outputAt, outputAt + outputLength).buffer);
}

const tapsSize = ({ starts, counts, weights }: Taps): number =>
  starts.byteLength + counts.byteLength + weights.byteLength;

/** Returns the addresses of starts, counts and weights, and the weights' stride. */
function writeTaps(
  memory: WebAssembly.Memory,
  at: number,
  { starts, counts, weights, stride }: Taps,
): number[] {
  const countsAt = at + starts.byteLength;
  const weightsAt = countsAt + counts.byteLength;
  const integers = new Int32Array(memory.buffer);
  for (const [array, address] of [
    [starts, at],
    [counts, countsAt],
    [weights, weightsAt],
  ] as const) {
    integers.set(array, address / Int32Array.BYTES_PER_ELEMENT);
  }
  return [at, countsAt, weightsAt, stride];
}
