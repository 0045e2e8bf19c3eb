import type { Recorder } from '../engine/recorder.js';
import type { Value } from '../engine/value.js';
import type { Blocking } from './blocks.js';
import { table, tensor } from './constants.js';
import type { WindowAttributes } from './images.js';
import { type Matrix, type MinimalFiltering, minimalFiltering, PRODUCTS } from './minimal-filtering.js';
import { reshape } from './shaping.js';

/**
 * A convolution's rows of output, cut into strips in which they take fewer products: each is a sum of convolutions
 * with filters of one row.
 */
export interface Strips extends MinimalFiltering {
  readonly strips: number;
}

/**
 * Below this harmonic mean of input and output channels, in blocks, cutting images into strips takes more than it spares.
 */
const FEWEST_BLOCKS = 8;

/** At fewer positions than this, arranging filters anew takes more. */
const FEWEST_POSITIONS = 256;

/** More taps than these lose too much in float32. */
const MOST_TAPS = 5;

/**
 * The strips that take the fewest products, undefined if a plain convolution is faster.
 *
 * @param outputShape `[batch, out, rows, columns]`
 */
export function stripsWorthwhile(
  inputs: number,
  [batch = 1, outputs = 1, rows = 1, columns = 1]: readonly number[],
  { kernel_shape: [taps = 1], strides: [stride], dilations: [dilation] }: WindowAttributes,
  { block, changing }: Blocking,
): Strips | undefined {
  if (taps < 3 || taps > MOST_TAPS || stride !== 1 || dilation !== 1) return undefined;
  if ((2 * inputs * outputs) / (inputs + outputs) < FEWEST_BLOCKS * block) return undefined;
  if (changing && batch * rows * columns < FEWEST_POSITIONS) return undefined;
  const stripsWith = (products: number): number => Math.ceil(rows / (products - taps + 1));
  const cost = (products: number): number => products * stripsWith(products);
  const fewest = PRODUCTS.reduce((best, next) => (cost(next) < cost(best) ? next : best));
  return { ...minimalFiltering(fewest, taps), strips: stripsWith(fewest) };
}

/** Images of rows that lie together in memory: `[images, planes, rows, length]`. */
export interface Rows {
  readonly values: Value;
  readonly images: number;
  readonly planes: number;
  readonly rows: number;
  readonly length: number;
}

/**
 * Of every strip the rows that belong to it, multiplied by a matrix: `[images, products, planes, strips, length]`.
 * A convolution of volumes does all in one pass over memory.
 *
 * @param matrix `[products, rows of a strip]`
 * @param before How many rows the first strip begins before the image. Rows outside are zero.
 */
export function cutIntoStrips(
  g: Recorder,
  { values, images, planes, rows, length }: Rows,
  matrix: Matrix,
  before: number,
  { strips, outputs }: Strips,
): Value {
  const [products, height] = [matrix.length, matrix[0]!.length];
  const after = (strips - 1) * outputs + height - before - rows;
  const volume = reshape(g, values, [images, 1, planes, rows, length]);
  const factors = tensor(matrix.flat(), [products, 1, 1, height, 1], 'float32');
  const type = { dtype: values.dtype, shape: [images, products, planes, strips, length] };
  return g.emit('Conv', [volume, factors], type, {
    attributes: {
      kernel_shape: [1, height, 1],
      strides: [1, outputs, 1],
      dilations: [1, 1, 1],
      pads: [0, before, 0, 0, after, 0],
      group: 1,
    },
  });
}

/** The way back: sums of products `[images, products, planes, strips, length]` as `[images, planes, rows, length]`. */
export function joinStrips(
  g: Recorder,
  { values, images, planes, rows, length }: Rows,
  { output, outputs, products, strips }: Strips,
): Value {
  const results = multiply(g, output, reshape(g, values, [images, products, planes * strips * length]));
  const order = table(`rows ${[planes, rows, strips, outputs]}`, [planes * rows], () =>
    Int32Array.from({ length: planes * rows }, (_, at) => {
      const [plane, row] = [Math.floor(at / rows), at % rows];
      return ((row % outputs) * planes + plane) * strips + Math.floor(row / outputs);
    }),
  );
  const lines = reshape(g, results, [images, outputs * planes * strips, length]);
  const type = { dtype: values.dtype, shape: [images, planes * rows, length] };
  return g.emit('Gather', [lines, order], type, { attributes: { axis: 1 } });
}

/** The product of a matrix and `[..., columns of the matrix, length]`. */
export function multiply(g: Recorder, matrix: Matrix, values: Value): Value {
  const shape = values.shape.with(-2, matrix.length);
  const factor = tensor(matrix.flat(), [matrix.length, matrix[0]!.length], 'float32');
  return g.emit('MatMul', [factor, values], { dtype: values.dtype, shape });
}
