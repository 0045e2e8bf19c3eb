import type { Recorder } from '../../engine/recorder.js';
import type { Value } from '../../engine/value.js';
import { table, tensor } from '../graph/constants.js';
import { reshape, transpose } from '../graph/shaping.js';
import type { Matrix, WinogradTransforms } from './transforms.js';

/**
 * The output rows of a convolution as tiles of F(m, r), each computed by convolutions with filters of one
 * row. Columns can be tiled in the same way, which leaves 1x1 convolutions.
 */
export interface Tiling extends WinogradTransforms {
  readonly tiles: number;
}

/** Images whose rows lie together in memory: `[images, planes, rows, length]`. */
export interface Rows {
  readonly values: Value;
  readonly images: number;
  readonly planes: number;
  readonly rows: number;
  readonly length: number;
}

/**
 * Where tiles begin: the first one `before` rows above the image, each `step` rows after the one before it.
 */
export interface TileSteps {
  readonly before: number;
  readonly step: number;
  readonly tiles: number;
}

/**
 * The rows of every tile, multiplied by a matrix: `[images, multiplications, planes, tiles, length]`. A 3-D
 * convolution does it in one pass over memory. Rows outside the image are zero, and so are `gap` elements
 * behind every row.
 *
 * @param matrix `[multiplications, rows of a tile]`
 */
export function transformTiles(
  g: Recorder,
  { values, images, planes, rows, length }: Rows,
  matrix: Matrix,
  { before, step, tiles }: TileSteps,
  gap = 0,
): Value {
  const [multiplications, height] = [matrix.length, matrix[0]!.length];
  const after = (tiles - 1) * step + height - before - rows;
  const volume = reshape(g, values, [images, 1, planes, rows, length]);
  const factors = tensor(matrix.flat(), [multiplications, 1, 1, height, 1], 'float32');
  const type = { dtype: values.dtype, shape: [images, multiplications, planes, tiles, length + gap] };
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

/** Images in segments of `length` elements: `[images, planes, rows, columns, length]`. */
export interface Segments extends Rows {
  readonly columns: number;
}

/** Columns without tiles: every segment is its own multiplication. */
export type Untiled = Pick<Tiling, 'outputs' | 'multiplications' | 'tiles'>;

export function untiled(segments: number): Untiled {
  return { outputs: 1, multiplications: 1, tiles: segments };
}

/**
 * The output transform: results of the convolutions, `[images, multiplications down, multiplications across,
 * planes, tiles down, tiles across, length]`, as the segments of images.
 *
 * @param batchAlongWidth Whether the images lie side by side, in which case the axes are `[multiplications
 *   down, multiplications across, planes, images, tiles down, tiles across, length]`.
 */
export function joinTiles(
  g: Recorder,
  { values, images, planes, rows, columns, length }: Segments,
  down: Tiling,
  across: Tiling | Untiled,
  batchAlongWidth: boolean,
): Value {
  const [groups, inGroup] = batchAlongWidth ? [1, images] : [images, 1];
  const outputs = down.outputs * across.outputs;
  const perImage = planes * down.tiles * across.tiles;
  const size = inGroup * perImage * length;
  const tiles = reshape(g, values, [groups * down.multiplications, across.multiplications, size]);
  const acrossDone = 'outputTransform' in across ? multiplyMatrix(g, across.outputTransform, tiles) : tiles;
  const perRow = reshape(g, acrossDone, [groups, down.multiplications, across.outputs * size]);
  const results = multiplyMatrix(g, down.outputTransform, perRow);

  const imagesInside = [outputs * planes, images, down.tiles * across.tiles * length];
  const apart = batchAlongWidth ? transpose(g, reshape(g, results, imagesInside), [1, 0, 2]) : results;
  const count = planes * rows * columns;
  const name = `segments ${[planes, rows, columns, down.outputs, across.outputs, across.tiles]}`;
  const order = table(name, [count], () =>
    Int32Array.from({ length: count }, (_, at) => {
      const plane = Math.floor(at / (rows * columns));
      const [row, column] = [Math.floor(at / columns) % rows, at % columns];
      const output = (row % down.outputs) * across.outputs + (column % across.outputs);
      const tileRow = (output * planes + plane) * down.tiles + Math.floor(row / down.outputs);
      return tileRow * across.tiles + Math.floor(column / across.outputs);
    }),
  );
  const source = reshape(g, apart, [images, outputs * perImage, length]);
  const type = { dtype: values.dtype, shape: [images, count, length] };
  return g.emit('Gather', [source, order], type, { attributes: { axis: 1 } });
}

/** The product of a matrix and `[..., columns of the matrix, length]`. */
export function multiplyMatrix(g: Recorder, matrix: Matrix, values: Value): Value {
  const shape = values.shape.with(-2, matrix.length);
  const factor = tensor(matrix.flat(), [matrix.length, matrix[0]!.length], 'float32');
  return g.emit('MatMul', [factor, values], { dtype: values.dtype, shape });
}
