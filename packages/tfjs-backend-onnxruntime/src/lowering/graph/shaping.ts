import type { Recorder } from '../../engine/recorder.js';
import { type Operand, sameShape, type Value } from '../../engine/value.js';
import { DATA_TYPES, type ElementType } from '../../model/model.js';
import { ints } from './constants.js';
import { deferredNCHWc, fromNCHWc } from './nchwc.js';
import { inverse, keepsOrder, permute } from './permutations.js';
import { permutationOf, producedBy } from './producers.js';

/** Any operand as a value; a constant goes through Identity. */
function asValue(g: Recorder, operand: Operand): Value {
  if (operand.kind === 'value') return operand;
  return g.emit('Identity', [operand], operand);
}

export function reshape(g: Recorder, x: Operand, shape: readonly number[]): Value {
  if (sameShape(x.shape, shape)) return asValue(g, x);
  const source = producedBy(x, 'Reshape') ?? x;
  if (source !== x) return reshape(g, source, shape);
  return g.emit('Reshape', [x, ints(shape)], { dtype: x.dtype, shape });
}

/**
 * Axis `i` of the result is axis `perm[i]` of `x`. Transposes of transposes are merged, so that a chain of
 * layout changes costs one, or nothing if it ends where it began.
 */
export function transpose(g: Recorder, x: Operand, perm: readonly number[]): Value {
  const source = producedBy(x, 'Transpose');
  if (source !== undefined) {
    const inner = permutationOf(x)!;
    return transpose(
      g,
      source,
      perm.map((axis) => inner[axis]!),
    );
  }
  const deferred = deferredNCHWc(x);
  if (deferred !== undefined) {
    return fromNCHWc(
      g,
      deferred.nchwc,
      perm.map((axis) => deferred.perm[axis]!),
    );
  }
  const shape = permute(x.shape, perm);
  if (keepsOrder(x.shape, perm)) return reshape(g, x, shape);
  return g.emit('Transpose', [x], { dtype: x.dtype, shape }, { attributes: { perm: [...perm] } });
}

export function cast(g: Recorder, x: Operand, dtype: ElementType): Value {
  if (x.dtype === dtype) return asValue(g, x);
  const perm = permutationOf(x);
  if (perm !== undefined) return transpose(g, cast(g, producedBy(x, 'Transpose')!, dtype), perm);
  return g.emit('Cast', [x], { dtype, shape: x.shape }, { attributes: { to: DATA_TYPES[dtype] } });
}

/** `x[begin], x[begin + step], …`, `size` of them, along each of `axes`. */
export function slice(
  g: Recorder,
  x: Operand,
  {
    begin,
    size,
    axes,
    step,
  }: { begin: readonly number[]; size: readonly number[]; axes: readonly number[]; step?: readonly number[] },
): Value {
  const steps = step ?? axes.map(() => 1);
  const whole = axes.every((axis, i) => size[i] === x.shape[axis] && steps[i] === 1);
  if (whole) return asValue(g, x);
  const unpadded = steps.every((step) => step === 1) ? withoutPad(x, begin, size, axes) : undefined;
  if (unpadded !== undefined) return asValue(g, unpadded);
  const perm = permutationOf(x);
  // Strided slices are fast where channels lie together, which is after the transpose.
  if (perm !== undefined && steps.every((step) => step === 1)) {
    const source = producedBy(x, 'Transpose')!;
    const inMemory = slice(g, source, { begin, size, axes: axes.map((axis) => perm[axis]!), step: steps });
    return transpose(g, inMemory, perm);
  }
  const shape = x.shape.map((length, axis) => {
    const i = axes.indexOf(axis);
    return i < 0 ? length : size[i]!;
  });
  const ends = begin.map((first, i) => first + (size[i]! - 1) * steps[i]! + Math.sign(steps[i]!));
  // An end below zero would count from the back; ONNX clamps the most negative number to "before the start".
  const bounded = ends.map((end) => (end < 0 ? -(2 ** 31) : end));
  return g.emit('Slice', [x, ints(begin), ints(bounded), ints(axes), ints(steps)], { dtype: x.dtype, shape });
}

/** The unpadded source, if the slice of a Pad is exactly that. */
function withoutPad(
  x: Operand,
  begin: readonly number[],
  size: readonly number[],
  axes: readonly number[],
): Operand | undefined {
  const source = producedBy(x, 'Pad');
  const counts = x.kind === 'value' ? x.producer?.inputs[1] : undefined;
  if (source === undefined || counts?.kind !== 'constant') return undefined;
  const isSource = x.shape.every((length, axis) => {
    const i = axes.indexOf(axis);
    const [first, count] = i < 0 ? [0, length] : [begin[i], size[i]];
    return count === source.shape[axis] && first === Number(counts.data[axis]);
  });
  return isSource ? source : undefined;
}

/** Broadcasts `x` to `shape`. */
export function expand(g: Recorder, x: Operand, shape: readonly number[]): Value {
  if (sameShape(x.shape, shape)) return asValue(g, x);
  return g.emit('Expand', [x, ints(shape)], { dtype: x.dtype, shape });
}

export function concat(g: Recorder, parts: readonly Operand[], axis: number): Value {
  const [first] = parts;
  if (first === undefined) throw new RangeError('nothing to concatenate');
  if (parts.length === 1) return asValue(g, first);
  const perm = permutationOf(first);
  if (perm !== undefined && parts.every((part) => String(permutationOf(part)) === String(perm))) {
    const sources = parts.map((part) => producedBy(part, 'Transpose')!);
    return transpose(g, concat(g, sources, perm[axis]!), perm);
  }
  const blocked = concatNCHWc(g, parts, axis);
  if (blocked !== undefined) return blocked;
  const shape = first.shape.with(
    axis,
    parts.reduce((sum, part) => sum + part.shape[axis]!, 0),
  );
  return g.emit('Concat', parts, { dtype: first.dtype, shape }, { attributes: { axis } });
}

/** Deferred conversions from NCHWc, concatenated along the batch or the channels. */
function concatNCHWc(g: Recorder, parts: readonly Operand[], axis: number): Value | undefined {
  const images = parts.map(deferredNCHWc).filter((image) => image !== undefined);
  const [perm, ...others] = images.map((image) => image.perm);
  const areAlike = images.length === parts.length && others.every((other) => String(other) === String(perm));
  if (perm === undefined || !areAlike || perm[axis]! > 1) return undefined;
  const blocked = images.map((image) => image.nchwc);
  return fromNCHWc(g, concat(g, blocked, perm[axis]!), perm);
}

/** Pads with `before` and `after` elements along each axis. */
export function pad(
  g: Recorder,
  x: Operand,
  before: readonly number[],
  after: readonly number[],
  fill?: Operand,
): Value {
  if ([...before, ...after].every((count) => count === 0)) return asValue(g, x);
  const perm = permutationOf(x);
  if (perm !== undefined) {
    const order = inverse(perm);
    const source = producedBy(x, 'Transpose')!;
    return transpose(g, pad(g, source, permute(before, order), permute(after, order), fill), perm);
  }
  return padAsGiven(g, x, before, after, fill);
}

/** The same, but a deferred transpose is computed first. */
export function padAsGiven(
  g: Recorder,
  x: Operand,
  before: readonly number[],
  after: readonly number[],
  fill?: Operand,
): Value {
  if ([...before, ...after].every((count) => count === 0)) return asValue(g, x);
  const shape = x.shape.map((size, axis) => size + before[axis]! + after[axis]!);
  return g.emit('Pad', [x, ints([...before, ...after]), fill], { dtype: x.dtype, shape });
}
