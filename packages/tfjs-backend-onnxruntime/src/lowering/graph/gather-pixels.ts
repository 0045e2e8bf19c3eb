import type { Recorder } from '../../engine/recorder.js';
import { type Constant, sameShape, type Value } from '../../engine/value.js';
import { numbersOf } from '../../model/model.js';
import { table } from './constants.js';
import { fromNCHWc, isNCHWc, toNCHWc } from './nchwc.js';
import { NCHW_TO_NHWC } from './permutations.js';
import { producedBy } from './producers.js';
import { reshape } from './shaping.js';

/**
 * Pixels of an NCHWc image, in any order, as an NCHWc image of the given rows and columns. A gather of
 * gathered pixels becomes one gather of the original image.
 *
 * @param name Must determine the indices.
 * @param indices The index of each pixel, row by row.
 */
export function gatherPixels(
  g: Recorder,
  image: Value,
  [rows, columns]: readonly [rows: number, columns: number],
  block: number,
  name: string,
  indices: () => Int32Array,
): Value {
  const [batch = 1, channels = 1, height = 1, width = 1] = image.shape;
  const size = rows * columns;
  const planes = [(batch * channels) / block, height * width, block];
  const before = gathered(image, planes);
  const order = before
    ? table(`${name} of ${before.order.key}`, [size], () => compose(before.order, indices()))
    : table(name, [size], indices);
  const source = before?.source ?? reshape(g, image, planes);
  const type = { dtype: image.dtype, shape: planes.with(1, size) };
  const taken = g.emit('Gather', [source, order], type, { attributes: { axis: 1 } });
  return reshape(g, taken, [batch, channels, rows, columns]);
}

/** What a slice takes, along all axes. */
export interface Bounds {
  readonly begin: readonly number[];
  readonly size: readonly number[];
  readonly step: readonly number[];
}

/**
 * Rows and columns `begin`, `begin + step`, … of an NHWC image, computed in NCHWc. Undefined unless the image
 * is a deferred conversion from NCHWc and the slice keeps all images and channels.
 */
export function slicePixels(
  g: Recorder,
  x: Value,
  { begin, size, step }: Bounds,
  block: number,
): Value | undefined {
  if (!isNCHWc(x)) return undefined;
  if ([0, 3].some((axis) => size[axis] !== x.shape[axis] || step[axis] !== 1)) return undefined;
  const [, , width = 1] = x.shape;
  const [top, left] = [begin[1]!, begin[2]!];
  const [rows, columns] = [size[1]!, size[2]!];
  const [down, across] = [step[1]!, step[2]!];
  if (rows * columns === 0) return undefined;
  const name = `slice ${[width, top, left, rows, columns, down, across]}`;
  const pixels = gatherPixels(g, toNCHWc(g, x), [rows, columns], block, name, () =>
    Int32Array.from(
      { length: rows * columns },
      (_, at) => (top + Math.floor(at / columns) * down) * width + left + (at % columns) * across,
    ),
  );
  return fromNCHWc(g, pixels, NCHW_TO_NHWC);
}

interface Gathered {
  readonly source: Value;
  readonly order: Constant;
}

/** The source and indices of an image that `gatherPixels` made, `[planes, pixels, block]`. */
function gathered(image: Value, shape: readonly number[]): Gathered | undefined {
  const taken = producedBy(image, 'Reshape') ?? image;
  const source = producedBy(taken, 'Gather');
  const order = taken.kind === 'value' ? taken.producer?.inputs[1] : undefined;
  if (source?.kind !== 'value' || order?.kind !== 'constant') return undefined;
  const isGathered =
    sameShape(taken.shape, shape) && sameShape(source.shape, shape.with(1, source.shape[1]!));
  return isGathered ? { source, order } : undefined;
}

function compose({ data }: Constant, chosen: Int32Array): Int32Array {
  const numbers = numbersOf(data);
  return chosen.map((number) => numbers[number]!);
}
