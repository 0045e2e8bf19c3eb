import type { backend_util } from '@tensorflow/tfjs-core';
import { windowOf } from '../graph/nchw.js';
import { range } from '../graph/range.js';

/**
 * How the input of a convolution, or the gradient of its output, is unfolded: the pixels that taps read at a
 * position.
 */
export interface UnfoldSide {
  readonly height: number;
  readonly width: number;
  readonly taps: readonly Tap[];
  /** Whether there is one tap, which reads the pixel at the position itself: nothing needs to be unfolded. */
  readonly inPlace: boolean;
}

/** The pixel that a tap reads at a position; it may lie outside the image. */
type Tap = (row: number, column: number) => readonly [row: number, column: number];

/**
 * A filter's gradient as sums over `rows` x `columns` positions, one for every pair of taps of the two sides.
 */
export interface UnfoldPlan {
  readonly rows: number;
  readonly columns: number;
  /**
   * Whether taps are split between the sides: the image has those of a filter's row, the gradient those of a
   * column.
   */
  readonly splitTaps: boolean;
  readonly image: UnfoldSide;
  readonly gradient: UnfoldSide;
  /** Equal for plans whose taps read the same pixels. */
  readonly key: string;
}

/**
 * Usually the image has all taps: it is unfolded to that many times its size, and positions are those of the
 * output. With unit stride along rows, the gradient can have the taps of a column instead: tap `y` pairs
 * output row `r` with input row `r + y`, so a gradient shifted by `y` can be summed over input rows. Both
 * sides then grow a little, instead of one growing a lot.
 */
export function planUnfold(info: backend_util.Conv2DInfo): UnfoldPlan {
  const { kernel, strides, dilations, pads } = windowOf(info);
  const { filterHeight, filterWidth, inChannels, outChannels } = info;
  const splitTaps =
    strides[0] === 1 &&
    filterWidth * inChannels + filterHeight * outChannels <
      filterHeight * filterWidth * inChannels + outChannels;
  const ys = range(filterHeight);
  const xs = range(filterWidth);
  const columnOf = (column: number, x: number): number => column * strides[1] + x * dilations[1] - pads[1];
  const key = JSON.stringify([strides, dilations, pads, filterHeight, filterWidth, splitTaps]);
  const image = { height: info.inHeight, width: info.inWidth, inPlace: false };
  const gradient = { height: info.outHeight, width: info.outWidth, inPlace: !splitTaps };
  if (splitTaps) {
    return {
      rows: info.inHeight,
      columns: info.outWidth,
      splitTaps,
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
    splitTaps,
    key,
    image: { ...image, taps, inPlace: isPlain },
    gradient: { ...gradient, taps: [(row, column) => [row, column]] },
  };
}

/** The same for filters of one row, with as many rows of the image as of the output. */
export function planRowUnfold(info: backend_util.Conv2DInfo, rows: number): UnfoldPlan {
  const { strides, dilations, pads } = windowOf(info);
  const taps = range(info.filterWidth).map<Tap>((x) => (row, column) => [
    row,
    column * strides[1] + x * dilations[1] - pads[1],
  ]);
  return {
    rows,
    columns: info.outWidth,
    splitTaps: false,
    key: JSON.stringify([strides[1], dilations[1], pads[1], info.filterWidth]),
    image: { height: rows, width: info.inWidth, taps, inPlace: false },
    gradient: { height: rows, width: info.outWidth, taps: [(row, column) => [row, column]], inPlace: true },
  };
}

/** Whether some tap reads outside the image at some position. */
export function reachesOutside({ rows, columns }: UnfoldPlan, side: UnfoldSide): boolean {
  const corners = [0, rows - 1].flatMap((row) => [0, columns - 1].map((column) => [row, column] as const));
  return side.taps.some((tap) => corners.some((corner) => pixelAt(side, tap, ...corner) === undefined));
}

/** The index of the pixel that a tap reads, undefined outside the image. */
export function pixelAt(
  { height, width }: UnfoldSide,
  tap: Tap,
  row: number,
  column: number,
): number | undefined {
  const [y, x] = tap(row, column);
  return y >= 0 && y < height && x >= 0 && x < width ? y * width + x : undefined;
}
