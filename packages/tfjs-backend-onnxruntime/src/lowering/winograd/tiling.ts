import type { Recorder } from '../../engine/recorder.js';
import type { Value } from '../../engine/value.js';
import { table, tensor } from '../graph/constants.js';
import { reshape, transpose } from '../graph/shaping.js';
import type { Matrix, MinimalFiltering } from './transforms.js';

/**
 * A convolution's rows of output, cut into strips in which they take fewer products: each is a sum of convolutions
 * with filters of one row. Columns can be cut in the same way, each strip of rows into tiles, which are sums of 1x1
 * convolutions.
 */
export interface Strips extends MinimalFiltering {
  readonly strips: number;
}

/** Images of rows that lie together in memory: `[images, planes, rows, length]`. */
export interface Rows {
  readonly values: Value;
  readonly images: number;
  readonly planes: number;
  readonly rows: number;
  readonly length: number;
}

/** Where strips begin: the first so many rows before the image, each so many after the one before. */
export interface Steps {
  readonly before: number;
  readonly step: number;
  readonly strips: number;
}

/**
 * Of every strip the rows that belong to it, multiplied by a matrix: `[images, products, planes, strips, length]`.
 * A convolution of volumes does all in one pass over memory. Rows outside the image are zero, and so are `gap` elements
 * behind every row.
 *
 * @param matrix `[products, rows of a strip]`
 */
export function cutIntoStrips(
  g: Recorder,
  { values, images, planes, rows, length }: Rows,
  matrix: Matrix,
  { before, step, strips }: Steps,
  gap = 0,
): Value {
  const [products, height] = [matrix.length, matrix[0]!.length];
  const after = (strips - 1) * step + height - before - rows;
  const volume = reshape(g, values, [images, 1, planes, rows, length]);
  const factors = tensor(matrix.flat(), [products, 1, 1, height, 1], 'float32');
  const type = { dtype: values.dtype, shape: [images, products, planes, strips, length + gap] };
  return g.emit('Conv', [volume, factors], type, {
    attributes: {
      kernel_shape: [1, height, 1],
      strides: [1, step, 1],
      dilations: [1, 1, 1],
      pads: [0, before, 0, 0, after, gap],
      group: 1,
    },
  });
}

/** Images in pieces of `length` elements: `[images, planes, rows, columns, length]`. */
export interface Pieces extends Rows {
  readonly columns: number;
}

/** Rows that are not cut but lie in pieces, each of which is its own product. */
export type Uncut = Pick<Strips, 'outputs' | 'products' | 'strips'>;

export function uncut(pieces: number): Uncut {
  return { outputs: 1, products: 1, strips: pieces };
}

/**
 * The way back: products `[images, products, products of tiles, planes, strips, tiles, length]` as the pieces of images.
 *
 * @param aside Whether the images are side by side, which makes the order of axes
 *   `[products, products of tiles, planes, images, strips, tiles, length]`.
 */
export function joinStrips(
  g: Recorder,
  { values, images, planes, rows, columns, length }: Pieces,
  down: Strips,
  across: Strips | Uncut,
  aside: boolean,
): Value {
  const [groups, inGroup] = aside ? [1, images] : [images, 1];
  const outputs = down.outputs * across.outputs;
  const perImage = planes * down.strips * across.strips;
  const size = inGroup * perImage * length;
  const tiles = reshape(g, values, [groups * down.products, across.products, size]);
  const summed = 'output' in across ? multiply(g, across.output, tiles) : tiles;
  const strips = reshape(g, summed, [groups, down.products, across.outputs * size]);
  const results = multiply(g, down.output, strips);

  const imagesInside = [outputs * planes, images, down.strips * across.strips * length];
  const apart = aside ? transpose(g, reshape(g, results, imagesInside), [1, 0, 2]) : results;
  const count = planes * rows * columns;
  const name = `pieces ${[planes, rows, columns, down.outputs, across.outputs, across.strips]}`;
  const order = table(name, [count], () =>
    Int32Array.from({ length: count }, (_, at) => {
      const plane = Math.floor(at / (rows * columns));
      const [row, column] = [Math.floor(at / columns) % rows, at % columns];
      const output = (row % down.outputs) * across.outputs + (column % across.outputs);
      const strip = (output * planes + plane) * down.strips + Math.floor(row / down.outputs);
      return strip * across.strips + Math.floor(column / across.outputs);
    }),
  );
  const given = reshape(g, apart, [images, outputs * perImage, length]);
  const type = { dtype: values.dtype, shape: [images, count, length] };
  return g.emit('Gather', [given, order], type, { attributes: { axis: 1 } });
}

/** The product of a matrix and `[..., columns of the matrix, length]`. */
export function multiply(g: Recorder, matrix: Matrix, values: Value): Value {
  const shape = values.shape.with(-2, matrix.length);
  const factor = tensor(matrix.flat(), [matrix.length, matrix[0]!.length], 'float32');
  return g.emit('MatMul', [factor, values], { dtype: values.dtype, shape });
}
