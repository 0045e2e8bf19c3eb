import type { Recorder } from '../../engine/recorder.js';
import type { TensorType, Value } from '../../engine/value.js';
import { BLOCKED_DOMAIN } from '../../runtime/nchwc-layout.js';
import type { Filter } from '../graph/filters.js';
import { POINTWISE, type WindowAttributes } from '../graph/nchw.js';
import { reshape, transpose } from '../graph/shaping.js';
import type { Cut } from '../winograd/plan.js';
import { cutIntoStrips, joinStrips, multiply, type Strips, type Uncut, uncut } from '../winograd/tiling.js';
import { kronecker } from '../winograd/transforms.js';
import { blockFilter } from './filter-nchwc.js';

/** In narrower images than this, fewer columns lie within the borders than a convolution takes at once. */
const NARROW = 8;

/** Of so few tiles, those of all images are needed for a filter to be worth its way from memory. */
const FEW_TILES = 8;

/**
 * The convolution with the products of a `Cut`.
 *
 * Small images go side by side: as if the rows of all were those of one image, with zeros between them where a filter
 * would reach from one into the next.
 *
 * @param image A blocked image.
 * @param type Of the result, a blocked image.
 */
export function convolveInStrips(
  g: Recorder,
  image: Value,
  filter: Filter,
  type: TensorType,
  window: WindowAttributes,
  block: number,
  { rows: down, columns: across }: Cut,
): Value {
  const [batch = 1, inputs = 1, height = 1, width = 1] = image.shape;
  const [, outputs = 1, rows = 1, columns = 1] = type.shape;
  const [top = 0, left = 0, , right = 0] = window.pads;
  const isNarrow = width < NARROW && columns === width && left === right;
  const isSmall = across === undefined ? isNarrow : down.strips * across.strips <= FEW_TILES;
  const aside = batch > 1 && isSmall;
  const [images, inImage] = aside ? [1, batch] : [batch, 1];
  const gap = aside && across === undefined ? left : 0;

  const planes = inImage * (inputs / block);
  const values = aside
    ? transpose(g, reshape(g, image, [batch, inputs / block, height * width * block]), [1, 0, 2])
    : image;
  const source = { values, images, planes, rows: height, length: width * block };
  const steps = { before: top, step: down.outputs, strips: down.strips };
  const strips = cutIntoStrips(g, source, down.input, steps, gap * block);

  const convolution: Convolution = { filter, inputs, outputs, window, block };
  const lines = inImage * down.strips;
  const join = (products: Value, pieces: number, across: Strips | Uncut): Value => {
    const length = (columns * block) / pieces;
    const result = {
      values: products,
      images: batch,
      planes: outputs / block,
      rows,
      columns: pieces,
      length,
    };
    return reshape(g, joinStrips(g, result, down, across, aside), type.shape);
  };
  if (across !== undefined) {
    const rowsOfStrips = {
      values: strips,
      images: images * down.products,
      planes: planes * down.strips,
      rows: width,
      length: block,
    };
    const stepsAcross = { before: left, step: across.outputs, strips: across.strips };
    const tiles = cutIntoStrips(g, rowsOfStrips, across.input, stepsAcross);
    const shape = [images, 1, lines * across.strips];
    return join(convolveTiles(g, tiles, shape, convolution, down, across), columns, across);
  }
  if (aside) {
    const inLine = width + gap;
    const shape = [1, 1, lines * inLine];
    return join(convolveRows(g, strips, shape, lines * inLine, convolution, down), columns, uncut(inLine));
  }
  return join(convolveRows(g, strips, [images, lines, width], columns, convolution, down), 1, uncut(1));
}

interface Convolution {
  readonly filter: Filter;
  readonly inputs: number;
  readonly outputs: number;
  readonly window: WindowAttributes;
  readonly block: number;
}

/**
 * A group of convolutions with filters of one row, one for each product.
 *
 * @param strips Its images are `[images, products * in, rows, width]`.
 * @returns `[images, products * out, rows, columns]`
 */
function convolveRows(
  g: Recorder,
  strips: Value,
  [images = 1, rows = 1, width = 1]: readonly number[],
  columns: number,
  { filter, inputs, outputs, window, block }: Convolution,
  { products, filter: factors }: Strips,
): Value {
  const [taps = 1, across = 1] = window.kernel_shape;
  const [, left = 0, , right = 0] = window.pads;
  const [, stride = 1] = window.strides;
  const [, dilation = 1] = window.dilations;
  const arranged = reshape(g, blockFilter(g, filter, block, taps), [taps, across * inputs * outputs]);
  const operands = [
    reshape(g, strips, [images, products * inputs, rows, width]),
    reshape(g, multiply(g, factors, arranged), [products * outputs, inputs, 1, across]),
  ];
  const type = { dtype: strips.dtype, shape: [images, products * outputs, rows, columns] };
  return g.emit('Conv', operands, type, {
    attributes: {
      kernel_shape: [1, across],
      strides: [1, stride],
      dilations: [1, dilation],
      pads: [0, left, 0, right],
      group: products,
    },
    domain: BLOCKED_DOMAIN,
  });
}

/**
 * A group of 1x1 convolutions, one for each product of a row's and a column's.
 *
 * @param tiles Its images are `[images, products * in, rows, columns]`.
 * @returns `[images, products * out, rows, columns]`
 */
function convolveTiles(
  g: Recorder,
  tiles: Value,
  [images = 1, rows = 1, columns = 1]: readonly number[],
  { filter, inputs, outputs, window, block }: Convolution,
  down: Strips,
  across: Strips,
): Value {
  const [height = 1, width = 1] = window.kernel_shape;
  const taps = height * width;
  const products = down.products * across.products;
  const arranged = reshape(g, blockFilter(g, filter, block, taps), [taps, inputs * outputs]);
  const factors = kronecker(down.filter, across.filter);
  const operands = [
    reshape(g, tiles, [images, products * inputs, rows, columns]),
    reshape(g, multiply(g, factors, arranged), [products * outputs, inputs, 1, 1]),
  ];
  const type = { dtype: tiles.dtype, shape: [images, products * outputs, rows, columns] };
  const attributes = { ...POINTWISE, group: products };
  return g.emit('Conv', operands, type, { attributes, domain: BLOCKED_DOMAIN });
}
