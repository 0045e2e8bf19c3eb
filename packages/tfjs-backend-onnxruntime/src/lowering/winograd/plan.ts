import type { WindowAttributes } from '../graph/nchw.js';
import type { Blocking } from '../graph/nchwc.js';
import type { Strips } from './tiling.js';
import { minimalFiltering, PRODUCTS } from './transforms.js';

/** How a convolution is cut, its columns perhaps not. */
export interface Cut {
  readonly rows: Strips;
  readonly columns: Strips | undefined;
}

/**
 * Below this harmonic mean of input and output channels, in blocks, cutting images into strips takes more than it
 * spares.
 */
const FEWEST_BLOCKS = 8;

/** The same for tiles. */
const FEWEST_BLOCKS_OF_TILES = 16;

/** At fewer positions than this, arranging filters anew takes more. */
const FEWEST_POSITIONS = 256;

/** With fewer tiles in a run, filters are longer on their way from memory than in use. */
const FEWEST_TILES = 16;

/** More taps than these lose too much in float32. */
const MOST_TAPS = 5;

/** What is lost along rows and columns multiplies: so many products lose least. */
const EXACT_PRODUCTS = 6;

/**
 * The cut that takes the fewest products, undefined if a plain convolution is faster.
 *
 * @param outputShape `[batch, out, rows, columns]`
 */
export function cutWorthwhile(
  inputs: number,
  [batch = 1, outputs = 1, rows = 1, columns = 1]: readonly number[],
  { kernel_shape: [down = 1, across = 1], strides, dilations }: WindowAttributes,
  { block, changing, images = 1 }: Blocking,
): Cut | undefined {
  const blocks = (2 * inputs * outputs) / (inputs + outputs) / block;
  const isDense = (axis: number): boolean => strides[axis] === 1 && dilations[axis] === 1;
  if (!isDense(0) || blocks < FEWEST_BLOCKS) return undefined;
  if (changing && batch * rows * columns < FEWEST_POSITIONS) return undefined;
  const strips = stripsOf(rows, down, PRODUCTS);
  if (strips === undefined) return undefined;
  const canHaveTiles = !changing && isDense(1) && blocks >= FEWEST_BLOCKS_OF_TILES;
  const tiles = canHaveTiles ? stripsOf(columns, across, [EXACT_PRODUCTS]) : undefined;
  const inRun = images * strips.strips * (tiles?.strips ?? 0);
  return { rows: strips, columns: inRun < FEWEST_TILES ? undefined : tiles };
}

/** The strips with the fewest products, undefined if plain sums have fewer. */
function stripsOf(length: number, taps: number, choices: readonly number[]): Strips | undefined {
  if (taps < 3 || taps > MOST_TAPS) return undefined;
  const stripsWith = (products: number): number => Math.ceil(length / (products - taps + 1));
  const cost = (products: number): number => products * stripsWith(products);
  const fewest = choices.reduce((best, next) => (cost(next) < cost(best) ? next : best));
  return cost(fewest) < taps * length
    ? { ...minimalFiltering(fewest, taps), strips: stripsWith(fewest) }
    : undefined;
}
