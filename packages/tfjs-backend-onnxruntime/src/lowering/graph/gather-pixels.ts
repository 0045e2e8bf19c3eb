import type { Recorder } from '../../engine/recorder.js';
import { type Constant, sameShape, type Value } from '../../engine/value.js';
import { numbersOf } from '../../model/model.js';
import { table } from './constants.js';
import { fromBlocks, isBlocked, toBlocks } from './nchwc.js';
import { NCHW_TO_NHWC } from './permutations.js';
import { producedBy } from './producers.js';
import { reshape } from './shaping.js';

/**
 * Pixels of a blocked image, in any order, as one of so many rows and columns. Pixels that were themselves taken from
 * an image are taken from that.
 *
 * @param name Determines the numbers.
 * @param choose The number of each pixel, row by row.
 * @returns a blocked image.
 */
export function takePixels(
  g: Recorder,
  image: Value,
  [rows, columns]: readonly [rows: number, columns: number],
  block: number,
  name: string,
  choose: () => Int32Array,
): Value {
  const [batch = 1, channels = 1, height = 1, width = 1] = image.shape;
  const size = rows * columns;
  const planes = [(batch * channels) / block, height * width, block];
  const before = choice(image, planes);
  const order = before
    ? table(`${name} of ${before.order.key}`, [size], () => compose(before.order, choose()))
    : table(name, [size], choose);
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
 * Rows and columns `begin`, `begin + step`, … of an image `[batch, rows, columns, channels]`, undefined unless it is a
 * blocked one on its way out, of which all of the batch and all channels are taken.
 */
export function slicePixels(
  g: Recorder,
  x: Value,
  { begin, size, step }: Bounds,
  block: number,
): Value | undefined {
  if (!isBlocked(x)) return undefined;
  if ([0, 3].some((axis) => size[axis] !== x.shape[axis] || step[axis] !== 1)) return undefined;
  const [, , width = 1] = x.shape;
  const [top, left] = [begin[1]!, begin[2]!];
  const [rows, columns] = [size[1]!, size[2]!];
  const [down, across] = [step[1]!, step[2]!];
  if (rows * columns === 0) return undefined;
  const name = `slice ${[width, top, left, rows, columns, down, across]}`;
  const pixels = takePixels(g, toBlocks(g, x), [rows, columns], block, name, () =>
    Int32Array.from(
      { length: rows * columns },
      (_, at) => (top + Math.floor(at / columns) * down) * width + left + (at % columns) * across,
    ),
  );
  return fromBlocks(g, pixels, NCHW_TO_NHWC);
}

interface Choice {
  readonly source: Value;
  readonly order: Constant;
}

/** What pixels an image `[planes, pixels, block]` was made of by `takePixels`. */
function choice(image: Value, shape: readonly number[]): Choice | undefined {
  const taken = producedBy(image, 'Reshape') ?? image;
  const source = producedBy(taken, 'Gather');
  const order = taken.kind === 'value' ? taken.producer?.inputs[1] : undefined;
  if (source?.kind !== 'value' || order?.kind !== 'constant') return undefined;
  const isChoice = sameShape(taken.shape, shape) && sameShape(source.shape, shape.with(1, source.shape[1]!));
  return isChoice ? { source, order } : undefined;
}

function compose({ data }: Constant, chosen: Int32Array): Int32Array {
  const numbers = numbersOf(data);
  return chosen.map((number) => numbers[number]!);
}
