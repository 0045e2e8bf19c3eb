import type { Recorder } from '../../engine/recorder.js';
import type { TensorType, Value } from '../../engine/value.js';
import { NCHWC_DOMAIN } from '../../runtime/nchwc-layout.js';
import type { Filter } from '../graph/filters.js';
import { POINTWISE, type WindowAttributes } from '../graph/nchw.js';
import { reshape, transpose } from '../graph/shaping.js';
import type { WinogradPlan } from '../winograd/plan.js';
import {
  joinTiles,
  multiplyMatrix,
  type Tiling,
  transformTiles,
  type Untiled,
  untiled,
} from '../winograd/tiling.js';
import { kronecker } from '../winograd/transforms.js';
import { filterToNCHWc } from './filter-nchwc.js';

/**
 * ONNX Runtime computes several columns at once; in narrower images most columns lie too close to the border.
 */
const NARROW = 8;

/** With this few tiles, the filters are worth loading only for the tiles of all images together. */
const FEW_TILES = 8;

/**
 * A Winograd convolution, tiled as planned.
 *
 * The images of a batch of small images go along the width: as if their rows were those of one image, with
 * zeros between them where a filter would reach from one into the next.
 *
 * @param image NCHWc
 * @param type The result's, also NCHWc.
 */
export function convolveWinograd(
  g: Recorder,
  image: Value,
  filter: Filter,
  type: TensorType,
  window: WindowAttributes,
  block: number,
  { rows: down, columns: across }: WinogradPlan,
): Value {
  const [batch = 1, inputs = 1, height = 1, width = 1] = image.shape;
  const [, outputs = 1, rows = 1, columns = 1] = type.shape;
  const [top = 0, left = 0, , right = 0] = window.pads;
  const isNarrow = width < NARROW && columns === width && left === right;
  const isSmall = across === undefined ? isNarrow : down.tiles * across.tiles <= FEW_TILES;
  const batchAlongWidth = batch > 1 && isSmall;
  const [images, inImage] = batchAlongWidth ? [1, batch] : [batch, 1];
  const gap = batchAlongWidth && across === undefined ? left : 0;

  const planes = inImage * (inputs / block);
  const values = batchAlongWidth
    ? transpose(g, reshape(g, image, [batch, inputs / block, height * width * block]), [1, 0, 2])
    : image;
  const source = { values, images, planes, rows: height, length: width * block };
  const steps = { before: top, step: down.outputs, tiles: down.tiles };
  const rowTiles = transformTiles(g, source, down.inputTransform, steps, gap * block);

  const convolution: Convolution = { filter, inputs, outputs, window, block };
  const lines = inImage * down.tiles;
  const join = (convolved: Value, segments: number, across: Tiling | Untiled): Value => {
    const length = (columns * block) / segments;
    const result = {
      values: convolved,
      images: batch,
      planes: outputs / block,
      rows,
      columns: segments,
      length,
    };
    return reshape(g, joinTiles(g, result, down, across, batchAlongWidth), type.shape);
  };
  if (across !== undefined) {
    const columnsOfTiles = {
      values: rowTiles,
      images: images * down.multiplications,
      planes: planes * down.tiles,
      rows: width,
      length: block,
    };
    const stepsAcross = { before: left, step: across.outputs, tiles: across.tiles };
    const tiles = transformTiles(g, columnsOfTiles, across.inputTransform, stepsAcross);
    const shape = [images, 1, lines * across.tiles];
    return join(convolveTiles(g, tiles, shape, convolution, down, across), columns, across);
  }
  if (batchAlongWidth) {
    const inLine = width + gap;
    const shape = [1, 1, lines * inLine];
    const convolved = convolveRows(g, rowTiles, shape, lines * inLine, convolution, down);
    return join(convolved, columns, untiled(inLine));
  }
  const convolved = convolveRows(g, rowTiles, [images, lines, width], columns, convolution, down);
  return join(convolved, 1, untiled(1));
}

interface Convolution {
  readonly filter: Filter;
  readonly inputs: number;
  readonly outputs: number;
  readonly window: WindowAttributes;
  readonly block: number;
}

/**
 * 1-D Winograd: a grouped convolution with filters of one row, a group for each multiplication.
 *
 * @param tiles `[images, multiplications * in, rows, width]`
 * @returns `[images, multiplications * out, rows, columns]`
 */
function convolveRows(
  g: Recorder,
  tiles: Value,
  [images = 1, rows = 1, width = 1]: readonly number[],
  columns: number,
  { filter, inputs, outputs, window, block }: Convolution,
  { multiplications, filterTransform }: Tiling,
): Value {
  const [taps = 1, across = 1] = window.kernel_shape;
  const [, left = 0, , right = 0] = window.pads;
  const [, stride = 1] = window.strides;
  const [, dilation = 1] = window.dilations;
  const arranged = reshape(g, filterToNCHWc(g, filter, block, taps), [taps, across * inputs * outputs]);
  const weights = multiplyMatrix(g, filterTransform, arranged);
  const operands = [
    reshape(g, tiles, [images, multiplications * inputs, rows, width]),
    reshape(g, weights, [multiplications * outputs, inputs, 1, across]),
  ];
  const type = { dtype: tiles.dtype, shape: [images, multiplications * outputs, rows, columns] };
  return g.emit('Conv', operands, type, {
    attributes: {
      kernel_shape: [1, across],
      strides: [1, stride],
      dilations: [1, dilation],
      pads: [0, left, 0, right],
      group: multiplications,
    },
    domain: NCHWC_DOMAIN,
  });
}

/**
 * 2-D Winograd: a grouped 1x1 convolution, a group for each pair of multiplications down and across.
 *
 * @param tiles `[images, multiplications * in, rows, columns]`
 * @returns `[images, multiplications * out, rows, columns]`
 */
function convolveTiles(
  g: Recorder,
  tiles: Value,
  [images = 1, rows = 1, columns = 1]: readonly number[],
  { filter, inputs, outputs, window, block }: Convolution,
  down: Tiling,
  across: Tiling,
): Value {
  const [height = 1, width = 1] = window.kernel_shape;
  const taps = height * width;
  const multiplications = down.multiplications * across.multiplications;
  const arranged = reshape(g, filterToNCHWc(g, filter, block, taps), [taps, inputs * outputs]);
  const filterTransform = kronecker(down.filterTransform, across.filterTransform);
  const operands = [
    reshape(g, tiles, [images, multiplications * inputs, rows, columns]),
    reshape(g, multiplyMatrix(g, filterTransform, arranged), [multiplications * outputs, inputs, 1, 1]),
  ];
  const type = { dtype: tiles.dtype, shape: [images, multiplications * outputs, rows, columns] };
  const attributes = { ...POINTWISE, group: multiplications };
  return g.emit('Conv', operands, type, { attributes, domain: NCHWC_DOMAIN });
}
