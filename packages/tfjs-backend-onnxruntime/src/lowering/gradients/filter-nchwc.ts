import type { backend_util } from '@tensorflow/tfjs-core';
import type { Recorder } from '../../engine/recorder.js';
import { sizeOf, type Value } from '../../engine/value.js';
import { NCHWC_DOMAIN } from '../../runtime/nchwc-layout.js';
import { reduce } from '../elementwise/reduce.js';
import { table, tensor } from '../graph/constants.js';
import { outputNCHW, POINTWISE, windowAttributes, windowOf } from '../graph/nchw.js';
import { fromNCHWc, isNCHWc, toNCHWc } from '../graph/nchwc.js';
import { NCHW_TO_NHWC } from '../graph/permutations.js';
import { reshape, transpose } from '../graph/shaping.js';
import { planWinograd } from '../winograd/plan.js';
import { multiplyMatrix, type Tiling, transformTiles } from '../winograd/tiling.js';
import { transposed } from '../winograd/transforms.js';
import {
  pixelAt,
  planRowUnfold,
  planUnfold,
  reachesOutside,
  type UnfoldPlan,
  type UnfoldSide,
} from './im2col-plan.js';

type Info = backend_util.Conv2DInfo;

/**
 * Gradient of a convolution with respect to its filter, in NCHWc; undefined if batch or output channels do
 * not divide into blocks.
 *
 * The product of the unfolded input (im2col) and the unfolded `dy` is computed as a 1x1 convolution that sums
 * over the positions of all images as if they were channels. With blocks of images in place of blocks of
 * channels nothing has to be packed, which makes it a sixth faster than ONNX Runtime's matrix product.
 *
 * @param x `[batch, rows, columns, in]`
 * @param dy `[batch, rows, columns, out]`
 * @returns `[height, width, in, out]`
 */
export function filterGradientNCHWc(
  g: Recorder,
  x: Value,
  dy: Value,
  info: Info,
  block: number,
): Value | undefined {
  const { batchSize, inChannels, outChannels, filterHeight, filterWidth } = info;
  if ([batchSize, outChannels].some((size) => size % block !== 0)) return undefined;
  const window = windowAttributes(windowOf(info));
  const winograd = planWinograd(inChannels, outputNCHW(info), window, { block, trainable: true });
  const taps =
    winograd === undefined
      ? im2colFilterGradient(g, x, dy, info, block)
      : winogradFilterGradient(g, x, dy, info, block, winograd.rows);
  return reshape(g, taps, [filterHeight, filterWidth, inChannels, outChannels]);
}

/** So many elements of unfolded images stay in the processor's cache until they are multiplied. */
const CACHED = 2 ** 20;

/** Blocks of output channels that ONNX Runtime's convolution computes together. */
const TOGETHER = 4;

/**
 * By im2col: `[taps of the gradient, taps of the image, in, out]`, see `planUnfold`.
 *
 * If both sides are unfolded, a few images at a time are: otherwise both sides would be read from main
 * memory, and all cores would wait for it. Each block of images is then a group of the convolution. It also
 * is where there are too few channels to share among the cores, which then share the images.
 */
function im2colFilterGradient(g: Recorder, x: Value, dy: Value, info: Info, block: number): Value {
  const plan = planUnfold(info);
  const { rows, columns, splitTaps } = plan;
  const patch = plan.image.taps.length * info.inChannels;
  const gradientTaps = plan.gradient.taps.length;
  const channels = gradientTaps * info.outChannels;
  const blocks = info.batchSize / block;
  const positions = block * rows * columns;
  const grouped = splitTaps || channels <= TOGETHER * block;
  const images = pixelsOfImages(g, x, block);
  const gradients = pixelsOfGradients(g, dy, block, grouped ? 'planes' : 'channels');
  const parts = splitTaps ? fewestParts(blocks, positions * patch) : 1;
  const sums = Array.from({ length: parts }, (_, part) => {
    const range = { first: (part * blocks) / parts, count: blocks / parts };
    const image = unfold(g, images, plan.image, plan, range);
    const filter = unfold(g, gradients, plan.gradient, plan, range);
    if (!grouped) return sumOverPositions(g, image, filter, positions * blocks, patch, channels, 1);
    return addGroups(
      g,
      sumOverPositions(g, image, filter, positions, patch, channels, range.count),
      channels,
    );
  });
  const product = sums.reduce((total, sum) => g.emit('Add', [total, sum], total));
  const taps = reshape(g, fromNCHWc(g, product, NCHW_TO_NHWC), [patch, gradientTaps, info.outChannels]);
  return transpose(g, taps, [1, 0, 2]);
}

/** More parts would make recording very large batches slow. */
const MOST_PARTS = 16;

/** The smallest number of equal parts whose elements stay in the cache, or the largest number allowed. */
function fewestParts(count: number, size: number): number {
  const possible = Array.from({ length: Math.min(count, MOST_PARTS) }, (_, i) => i + 1).filter(
    (parts) => count % parts === 0,
  );
  return possible.find((parts) => (count / parts) * size <= CACHED) ?? Math.max(...possible);
}

/** `[1, groups * channels, length, 1]` as `[1, channels, length, 1]`. */
function addGroups(g: Recorder, x: Value, channels: number): Value {
  const [, all = 1, length = 1] = x.shape;
  const groups = reshape(g, x, [all / channels, channels, length]);
  return reshape(g, reduce(g, 'ReduceSum', groups, [0]), [1, channels, length, 1]);
}

/**
 * By 1-D Winograd, transposed: a gradient of one-row filters for each multiplication, and then the filter
 * transform's transpose. `[height, width * in, 1, out]`
 */
function winogradFilterGradient(
  g: Recorder,
  x: Value,
  dy: Value,
  info: Info,
  block: number,
  tiling: Tiling,
): Value {
  const { batchSize, inChannels, inHeight, inWidth, outChannels, outHeight, outWidth, padInfo } = info;
  const blocks = batchSize / block;
  const { multiplications, outputs, tiles } = tiling;
  const images = pixelsOfImages(g, x, block);
  const gradients = pixelsOfGradients(g, dy, block, 'channels');
  const planes = images.order === 'planes' ? images.runs : 1;
  const source = {
    values: images.matrix,
    images: 1,
    planes: blocks * planes,
    rows: inHeight,
    length: (inWidth * inChannels * block) / planes,
  };
  const image = withMatrix(
    g,
    images,
    transformTiles(g, source, tiling.inputTransform, { before: padInfo.top, step: outputs, tiles }),
  );
  const factors = transformTiles(
    g,
    {
      values: gradients.matrix,
      images: 1,
      planes: (outChannels / block) * blocks,
      rows: outHeight,
      length: outWidth * block * block,
    },
    transposed(tiling.outputTransform),
    { before: 0, step: outputs, tiles },
  );
  const plan = planRowUnfold(info, tiles);
  const patch = info.filterWidth * inChannels;
  const positions = batchSize * tiles * outWidth;
  const unfolded = unfold(g, image, plan.image, plan, { first: 0, count: multiplications * blocks });
  const product = sumOverPositions(g, unfolded, factors, positions, patch, outChannels, multiplications);
  const sums = reshape(g, product, [multiplications, outChannels * patch]);
  const filter = multiplyMatrix(g, transposed(tiling.filterTransform), sums);
  return fromNCHWc(g, reshape(g, filter, [info.filterHeight, outChannels, patch, 1]), NCHW_TO_NHWC);
}

/**
 * A 1x1 convolution over all positions as if they were channels: `[1, groups * channels, patch, 1]` in NCHWc.
 */
function sumOverPositions(
  g: Recorder,
  image: Value,
  filter: Value,
  positions: number,
  patch: number,
  channels: number,
  groups: number,
): Value {
  const operands = [
    reshape(g, image, [1, groups * positions, patch, 1]),
    reshape(g, filter, [groups * channels, positions, 1, 1]),
  ];
  const attributes = { ...POINTWISE, group: groups };
  const type = { dtype: image.dtype, shape: [1, groups * channels, patch, 1] };
  return g.emit('Conv', operands, type, { attributes, domain: NCHWC_DOMAIN });
}

/** Pixels of blocks of images, divided into runs of elements that a Gather copies. */
interface Pixels {
  /** `[blocks * pixels * runs, length]` in the given order. */
  readonly matrix: Value;
  /** How many runs make up a pixel. */
  readonly runs: number;
  readonly order: Order;
  readonly of: 'image' | 'gradient';
}

/** The runs' order, outermost first: block, pixel, run; or block, run, pixel; or run, block, pixel. */
type Order = 'pixels' | 'planes' | 'channels';

/**
 * Elements that a Gather copies at once. Longer runs would go through the C library's large copies, slower
 * here.
 */
const RUNS = [128, 64, 32];

/**
 * `[batch / block, rows, columns, in, block of batch]`, or from NCHWc
 * `[batch / block, in / block, rows, columns, block of in, block of batch]`.
 */
function pixelsOfImages(g: Recorder, x: Value, block: number): Pixels {
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape;
  const order = isNCHWc(x) ? 'planes' : 'pixels';
  const source = order === 'planes' ? toNCHWc(g, x) : x;
  // Images take the place of channels, and their elements the place of pixels.
  const images = reshape(g, source, [batch / block, block, height * width * channels, 1]);
  const blocked = g.emit('ReorderInput', [images], images, { domain: NCHWC_DOMAIN });
  const pixel = channels * block;
  const length = order === 'planes' ? block * block : (RUNS.find((run) => pixel % run === 0) ?? pixel);
  const runs = pixel / length;
  const count = (batch / block) * height * width * runs;
  return { matrix: reshape(g, blocked, [count, length]), runs, order, of: 'image' };
}

/**
 * `[out / block, batch / block, rows, columns, block of batch, block of out]`; in the order of planes the
 * first two axes are swapped.
 */
function pixelsOfGradients(g: Recorder, dy: Value, block: number, order: 'planes' | 'channels'): Pixels {
  const [batch = 1, rows = 1, columns = 1, channels = 1] = dy.shape;
  const [positions, runs, blocks] = [rows * columns, channels / block, batch / block];
  const pixels = reshape(g, toNCHWc(g, dy), [batch * runs * positions, block]);
  const indices = table(
    `positions ${[order, batch, runs, positions, block]}`,
    [batch * runs * positions],
    () => {
      const index = new Int32Array(batch * runs * positions);
      for (let run = 0; run < runs; run++) {
        for (let first = 0; first < blocks; first++) {
          const plane = order === 'planes' ? first * runs + run : run * blocks + first;
          let next = plane * positions * block;
          for (let position = 0; position < positions; position++) {
            for (let image = first * block; image < (first + 1) * block; image++) {
              index[next++] = (image * runs + run) * positions + position;
            }
          }
        }
      }
      return index;
    },
  );
  const ordered = g.emit('Gather', [pixels, indices], pixels, { attributes: { axis: 0 } });
  const count = blocks * runs * positions;
  return { matrix: reshape(g, ordered, [count, block * block]), runs, order, of: 'gradient' };
}

/** Other values in the same arrangement. */
function withMatrix(g: Recorder, pixels: Pixels, values: Value): Pixels {
  const length = pixels.matrix.shape[1]!;
  return { ...pixels, matrix: reshape(g, values, [sizeOf(values.shape) / length, length]) };
}

/** Some of the blocks of images. */
interface Range {
  readonly first: number;
  readonly count: number;
}

/**
 * The pixels under each tap at each position: `[blocks, positions, taps, runs]`, or `[blocks, taps, runs,
 * positions]` of gradients.
 */
function unfold(g: Recorder, pixels: Pixels, side: UnfoldSide, plan: UnfoldPlan, range: Range): Value {
  const { matrix, runs, order, of } = pixels;
  if (side.inPlace) return matrix;
  const [count = 1, length = 1] = matrix.shape;
  const size = range.count * plan.rows * plan.columns * side.taps.length * runs;
  const name = `unfold ${[of, order, runs, count, side.height, side.width, range.first, size]} ${plan.key}`;
  const indices = table(name, [size], () => unfoldedIndices(pixels, side, plan, range));
  const source = reachesOutside(plan, side) ? withZeros(g, matrix) : matrix;
  const type = { dtype: matrix.dtype, shape: [size, length] };
  return g.emit('Gather', [source, indices], type, { attributes: { axis: 0 } });
}

function unfoldedIndices(
  { matrix, runs, order, of }: Pixels,
  side: UnfoldSide,
  { rows, columns }: UnfoldPlan,
  { first, count }: Range,
): Int32Array {
  const outside = matrix.shape[0]!;
  const taps = side.taps.length;
  const [positions, size] = [rows * columns, side.height * side.width];
  const indices = new Int32Array(count * positions * taps * runs);
  for (let block = 0; block < count; block++) {
    const images = (first + block) * size;
    for (let position = 0; position < positions; position++) {
      for (const [t, tap] of side.taps.entries()) {
        const pixel = pixelAt(side, tap, Math.floor(position / columns), position % columns);
        for (let run = 0; run < runs; run++) {
          const at =
            of === 'gradient'
              ? ((block * taps + t) * runs + run) * positions + position
              : ((block * positions + position) * taps + t) * runs + run;
          const inside = {
            pixels: (images + (pixel ?? 0)) * runs + run,
            planes: images * runs + run * size + (pixel ?? 0),
            channels: (run * outside) / runs + images + (pixel ?? 0),
          }[order];
          indices[at] = pixel === undefined ? outside : inside;
        }
      }
    }
  }
  return indices;
}

/** The matrix with a row of zeros behind it. */
function withZeros(g: Recorder, matrix: Value): Value {
  const [count = 1, length = 1] = matrix.shape;
  const zeros = tensor(new Array<number>(length).fill(0), [1, length], 'float32');
  const type = { dtype: matrix.dtype, shape: [count + 1, length] };
  return g.emit('Concat', [matrix, zeros], type, { attributes: { axis: 0 } });
}
