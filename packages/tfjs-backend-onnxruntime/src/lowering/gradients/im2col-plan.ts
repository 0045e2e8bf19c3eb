import type { backend_util } from '@tensorflow/tfjs-core';
import { windowOf } from '../graph/nchw.js';
import { upTo } from '../graph/range.js';

/** The input of a convolution, or the gradient of its output, as pixels that taps of the filter reach from a position. */
export interface Side {
  readonly height: number;
  readonly width: number;
  readonly taps: readonly Tap[];
  /** Whether the only tap reaches every pixel from its own position. */
  readonly inPlace: boolean;
}

/** The pixel that a tap reaches from a position; it may lie outside. */
type Tap = (row: number, column: number) => readonly [row: number, column: number];

/** Where a filter's gradient is summed: over `rows` x `columns` positions, for every pair of taps of the two sides. */
export interface Meeting {
  readonly rows: number;
  readonly columns: number;
  /** Whether the taps are shared out: the image has those of a row of the filter, the gradient those of a column. */
  readonly shared: boolean;
  readonly image: Side;
  readonly gradient: Side;
  /** Equal for meetings whose taps reach the same pixels. */
  readonly key: string;
}

/**
 * Usually all taps are the image's, which is unfolded to as many times its size, and the positions are the output's.
 * With unit stride between rows, the gradient can have the filter's rows instead: what tap `y` reaches from output row
 * `r`, input row `r + y`, is what a gradient moved by `y` reaches from input row `r + y`. Both sides then grow a little.
 */
export function meetingOf(info: backend_util.Conv2DInfo): Meeting {
  const { kernel, strides, dilations, pads } = windowOf(info);
  const { filterHeight, filterWidth, inChannels, outChannels } = info;
  const shared =
    strides[0] === 1 &&
    filterWidth * inChannels + filterHeight * outChannels <
      filterHeight * filterWidth * inChannels + outChannels;
  const ys = upTo(filterHeight);
  const xs = upTo(filterWidth);
  const columnOf = (column: number, x: number): number => column * strides[1] + x * dilations[1] - pads[1];
  const key = JSON.stringify([strides, dilations, pads, filterHeight, filterWidth, shared]);
  const image = { height: info.inHeight, width: info.inWidth, inPlace: false };
  const gradient = { height: info.outHeight, width: info.outWidth, inPlace: !shared };
  if (shared) {
    return {
      rows: info.inHeight,
      columns: info.outWidth,
      shared,
      key,
      image: { ...image, taps: xs.map((x) => (row, column) => [row, columnOf(column, x)]) },
      gradient: {
        ...gradient,
        taps: ys.map((y) => (row, column) => [row + pads[0] - y * dilations[0], column]),
      },
    };
  }
  const isPlain = [...kernel, ...strides].every((size) => size === 1) && pads.every((pad) => pad === 0);
  const taps = ys.flatMap((y) =>
    xs.map<Tap>((x) => (row, column) => [row * strides[0] + y * dilations[0] - pads[0], columnOf(column, x)]),
  );
  return {
    rows: info.outHeight,
    columns: info.outWidth,
    shared,
    key,
    image: { ...image, taps, inPlace: isPlain },
    gradient: { ...gradient, taps: [(row, column) => [row, column]] },
  };
}

/** The same for filters of one row over so many rows, of which the image has those of the output. */
export function meetingInRows(info: backend_util.Conv2DInfo, rows: number): Meeting {
  const { strides, dilations, pads } = windowOf(info);
  const taps = upTo(info.filterWidth).map<Tap>((x) => (row, column) => [
    row,
    column * strides[1] + x * dilations[1] - pads[1],
  ]);
  return {
    rows,
    columns: info.outWidth,
    shared: false,
    key: JSON.stringify([strides[1], dilations[1], pads[1], info.filterWidth]),
    image: { height: rows, width: info.inWidth, taps, inPlace: false },
    gradient: { height: rows, width: info.outWidth, taps: [(row, column) => [row, column]], inPlace: true },
  };
}

/** Whether a tap reaches outside from some position. */
export function reachesOutside({ rows, columns }: Meeting, side: Side): boolean {
  const corners = [0, rows - 1].flatMap((row) => [0, columns - 1].map((column) => [row, column] as const));
  return side.taps.some((tap) => corners.some((corner) => pixelAt(side, tap, ...corner) === undefined));
}

/** The pixel's number within a side's image, undefined outside of it. */
export function pixelAt({ height, width }: Side, tap: Tap, row: number, column: number): number | undefined {
  const [y, x] = tap(row, column);
  return y >= 0 && y < height && x >= 0 && x < width ? y * width + x : undefined;
}
