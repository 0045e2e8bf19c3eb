import type { Recorder } from '../../engine/recorder.js';
import { type Operand, sameShape, sizeOf, type Value } from '../../engine/value.js';
import { NCHWC_DOMAIN } from '../../runtime/nchwc-layout.js';
import { ints, scalar } from '../graph/constants.js';
import { POINTWISE } from '../graph/nchw.js';
import { isNCHWc, toNCHWc } from '../graph/nchwc.js';
import { permutationOf, producedBy } from '../graph/producers.js';
import { cast, reshape, transpose } from '../graph/shaping.js';
import { elementwise } from './elementwise.js';

/**
 * Reduces the given axes with one of ONNX's `Reduce…` operators. A deferred transpose is reduced in the order
 * in which it lies in memory: only the numbering of the axes differs.
 */
export function reduce(
  g: Recorder,
  op: string,
  x: Operand,
  axes: readonly number[],
  keepDims = false,
): Value {
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const shape = keepDims ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
  if (axes.every((axis) => x.shape[axis] === 1) && op !== 'ReduceSumSquare') return reshape(g, x, shape);

  if (isNCHWc(x) && OF_MEANS.has(op) && axes.includes(1) && axes.includes(2) && !axes.includes(3)) {
    return reduceNCHWc(g, op, x, axes, shape);
  }
  const perm = permutationOf(x);
  if (perm !== undefined) {
    const source = producedBy(x, 'Transpose')!;
    const reduced = reduce(
      g,
      op,
      source,
      axes.map((axis) => perm[axis]!),
      true,
    );
    return reshape(g, transpose(g, reduced, perm), shape);
  }
  if (sizeOf(shape) === sizeOf(x.shape)) return reshape(g, x, shape);
  if (op === 'ReduceMean' && x.shape.length === 4 && axes.length === 2 && Math.min(...axes) === 2) {
    return reshape(g, g.emit('GlobalAveragePool', [x], { dtype: x.dtype, shape: kept }), shape);
  }
  return g.emit(
    op,
    [x, ints(axes)],
    { dtype: x.dtype, shape },
    { attributes: { keepdims: keepDims ? 1 : 0 } },
  );
}

/** Reductions that are a multiple of the mean over rows and columns. */
const OF_MEANS: ReadonlySet<string> = new Set(['ReduceMean', 'ReduceSum']);

function reduceNCHWc(
  g: Recorder,
  op: string,
  x: Operand,
  axes: readonly number[],
  shape: readonly number[],
): Value {
  const [batch = 1, rows = 1, columns = 1, channels = 1] = x.shape;
  const blocked = toNCHWc(g, x);
  // Batch norm’s gradients gain by it. Means of each image must not depend on the batch, which exports leave open.
  const factors = axes.includes(0) ? factorsOf(blocked) : undefined;
  const ofImages = factors === undefined ? averages(g, blocked) : sumsOfProducts(g, ...factors);
  const perImage = reshape(g, ofImages, [batch, channels]);
  const ofAll = axes.includes(0) ? reduce(g, op, perImage, [0]) : perImage;
  const count = rows * columns;
  const factor = (op === 'ReduceSum' ? count : 1) / (factors === undefined ? 1 : count);
  return reshape(g, factor === 1 ? ofAll : elementwise(g, 'Mul', [ofAll, scalar(factor)]), shape);
}

/** The two factors, if an NCHWc image is a product that has not been computed yet. */
function factorsOf(blocked: Value): readonly [Value, Value] | undefined {
  if (blocked.producer?.op !== 'Mul') return undefined;
  const [a, b] = blocked.producer.inputs;
  const isImage = (factor: Operand | undefined): factor is Value =>
    factor?.kind === 'value' && sameShape(factor.shape, blocked.shape);
  return isImage(a) && isImage(b) ? [a, b] : undefined;
}

/** The mean of each channel of each image: `[batch, channels, 1, 1]`. */
function averages(g: Recorder, blocked: Value): Value {
  const [batch = 1, channels = 1] = blocked.shape;
  const type = { dtype: blocked.dtype, shape: [batch, channels, 1, 1] };
  return g.emit('GlobalAveragePool', [blocked], type, { domain: NCHWC_DOMAIN });
}

/**
 * The sum of `a * b` over each channel of each image, `[1, batch * channels, 1, 1]`, without writing the
 * product to memory: a depthwise convolution whose filter is `b`.
 */
function sumsOfProducts(g: Recorder, a: Value, b: Value): Value {
  const [batch = 1, channels = 1, rows = 1, columns = 1] = a.shape;
  const group = batch * channels;
  const operands = [reshape(g, a, [1, group, rows, columns]), reshape(g, b, [group, 1, rows, columns])];
  const attributes = { ...POINTWISE, kernel_shape: [rows, columns], group };
  const type = { dtype: a.dtype, shape: [1, group, 1, 1] };
  return g.emit('Conv', operands, type, { attributes, domain: NCHWC_DOMAIN });
}

/** The index of the largest or smallest element along an axis, as int32. */
export function argReduce(g: Recorder, op: 'ArgMax' | 'ArgMin', x: Operand, axis: number): Value {
  const shape = x.shape.filter((_, i) => i !== axis);
  const index = g.emit(op, [x], { dtype: 'int64', shape }, { attributes: { axis, keepdims: 0 } });
  return cast(g, index, 'int32');
}
