import type { WindowAttributes } from '../graph/nchw.js';
import type { NCHWcOptions } from '../graph/nchwc.js';
import type { Tiling } from './tiling.js';
import { MULTIPLICATIONS, winogradTransforms } from './transforms.js';

/** How a convolution is tiled: always along rows, and along columns too where that pays. */
export interface WinogradPlan {
  readonly rows: Tiling;
  readonly columns: Tiling | undefined;
}

/** Transforming tiles pays from this harmonic mean of input and output channels on, in blocks. */
const MIN_BLOCKS = 8;

/** The same for tiles along both axes. */
const MIN_BLOCKS_2D = 16;

/** With fewer output pixels, rearranging a trainable filter costs more than Winograd saves. */
const MIN_POSITIONS = 256;

/** With fewer tiles in a run, loading the transformed filters takes longer than using them. */
const MIN_TILES = 16;

/** More taps lose too much accuracy in float32. */
const MAX_TAPS = 5;

/** Errors along rows and columns multiply: this many multiplications have the smallest. */
const EXACT_MULTIPLICATIONS = 6;

/**
 * The tiling with the fewest multiplications, or undefined where a plain convolution is faster.
 *
 * @param outputShape `[batch, out, rows, columns]`
 */
export function planWinograd(
  inputs: number,
  [batchSize = 1, outputs = 1, rows = 1, columns = 1]: readonly number[],
  { kernel_shape: [down = 1, across = 1], strides, dilations }: WindowAttributes,
  { block, trainable, batch = 1 }: NCHWcOptions,
): WinogradPlan | undefined {
  const blocks = (2 * inputs * outputs) / (inputs + outputs) / block;
  const isDense = (axis: number): boolean => strides[axis] === 1 && dilations[axis] === 1;
  if (!isDense(0) || blocks < MIN_BLOCKS) return undefined;
  if (trainable && batchSize * rows * columns < MIN_POSITIONS) return undefined;
  const rowTiling = tilingOf(rows, down, MULTIPLICATIONS);
  if (rowTiling === undefined) return undefined;
  const canTileColumns = !trainable && isDense(1) && blocks >= MIN_BLOCKS_2D;
  const columnTiling = canTileColumns ? tilingOf(columns, across, [EXACT_MULTIPLICATIONS]) : undefined;
  const tiles = batch * rowTiling.tiles * (columnTiling?.tiles ?? 0);
  return { rows: rowTiling, columns: tiles < MIN_TILES ? undefined : columnTiling };
}

/** The F(m, r) with the fewest multiplications, or undefined if plain sums have fewer. */
function tilingOf(length: number, taps: number, choices: readonly number[]): Tiling | undefined {
  if (taps < 3 || taps > MAX_TAPS) return undefined;
  const tilesWith = (multiplications: number): number => Math.ceil(length / (multiplications - taps + 1));
  const cost = (multiplications: number): number => multiplications * tilesWith(multiplications);
  const fewest = choices.reduce((best, next) => (cost(next) < cost(best) ? next : best));
  return cost(fewest) < taps * length
    ? { ...winogradTransforms(fewest, taps), tiles: tilesWith(fewest) }
    : undefined;
}
