import { backend_util } from '@tensorflow/tfjs-core';
import type { Recorder } from '../../engine/recorder.js';
import { type Operand, sameShape, sizeOf, type Value } from '../../engine/value.js';
import type { Attribute, ElementType } from '../../model/model.js';
import { inverse, permute } from '../graph/permutations.js';
import { permutationOf, producedBy } from '../graph/producers.js';
import { expand, reshape, transpose } from '../graph/shaping.js';
import { elementwiseNCHWc } from './elementwise-nchwc.js';

export interface ElementwiseOptions {
  /** Type of the result; by default that of the last operand. */
  readonly dtype?: ElementType;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

/**
 * Records an elementwise operator, with broadcasting.
 *
 * Such operators commute with transposes and broadcasts. An operand that is a deferred transpose (a
 * convolution's result, from NCHW to NHWC) is used in the order in which it lies in memory, and one that is a
 * deferred broadcast (the gradient of a mean) in its small form. The transpose or broadcast is recorded after
 * the operator instead, where it often meets its inverse or is never needed.
 */
export function elementwise(
  g: Recorder,
  op: string,
  operands: readonly Operand[],
  { dtype = operands.at(-1)!.dtype, attributes = {} }: ElementwiseOptions = {},
): Value {
  const small = operands.map((operand) => producedBy(operand, 'Expand') ?? operand);
  const shape = broadcastShape(small);
  const result =
    (dtype === 'float32' ? elementwiseNCHWc(g, op, small, shape, attributes) : undefined) ??
    inMemoryOrder(g, op, small, shape, dtype, attributes);
  return expand(g, result, broadcastShape(operands));
}

function inMemoryOrder(
  g: Recorder,
  op: string,
  operands: readonly Operand[],
  shape: readonly number[],
  dtype: ElementType,
  attributes: Readonly<Record<string, Attribute>>,
): Value {
  const leader = operands.find(
    (operand) => sameShape(operand.shape, shape) && permutationOf(operand) !== undefined,
  );
  if (leader === undefined) return g.emit(op, operands, { dtype, shape }, { attributes });

  const perm = permutationOf(leader)!;
  const sources = operands.map((operand) => undoTranspose(g, operand, perm));
  const result = g.emit(op, sources, { dtype, shape: permute(shape, inverse(perm)) }, { attributes });
  return transpose(g, result, perm);
}

function broadcastShape(operands: readonly Operand[]): number[] {
  return operands
    .map((operand) => [...operand.shape])
    .reduce((a, b) => backend_util.assertAndGetBroadcastShape(a, b));
}

function undoTranspose(g: Recorder, x: Operand, perm: readonly number[]): Operand {
  if (sizeOf(x.shape) === 1 && x.shape.length <= perm.length) return x;
  if (String(permutationOf(x)) === String(perm)) return producedBy(x, 'Transpose')!;
  const missing = Array<number>(perm.length - x.shape.length).fill(1);
  return transpose(g, reshape(g, x, [...missing, ...x.shape]), inverse(perm));
}
