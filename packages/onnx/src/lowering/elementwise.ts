import { backend_util } from '@tensorflow/tfjs-core';
import type { Recorder } from '../engine/recorder.js';
import { type Operand, sameShape, sizeOf, type Value } from '../engine/value.js';
import type { Attribute, ElementType } from '../model/model.js';
import { inverse, permutationOf, permute, producedBy, reshape, transpose } from './shaping.js';

export interface ElementwiseOptions {
  /** Type of the result; by default that of the last operand. */
  readonly dtype?: ElementType;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

/**
 * Records an operator that works on each element by itself, with broadcasting.
 *
 * Such operators commute with transposes. An operand that is a pending transpose (a convolution's result on its
 * way from NCHW to NHWC) is therefore used in the order it lies in memory, and the transpose moves behind the
 * operator, where it often meets its inverse or is never needed.
 */
export function elementwise(
  g: Recorder,
  op: string,
  operands: readonly Operand[],
  { dtype = operands.at(-1)!.dtype, attributes = {} }: ElementwiseOptions = {},
): Value {
  const shape = operands
    .map((operand) => [...operand.shape])
    .reduce((a, b) => backend_util.assertAndGetBroadcastShape(a, b));
  const leader = operands.find(
    (operand) => sameShape(operand.shape, shape) && permutationOf(operand) !== undefined,
  );
  if (leader === undefined) return g.emit(op, operands, { dtype, shape }, { attributes });

  const perm = permutationOf(leader)!;
  const inMemory = operands.map((operand) => undoTranspose(g, operand, perm));
  const result = g.emit(op, inMemory, { dtype, shape: permute(shape, inverse(perm)) }, { attributes });
  return transpose(g, result, perm);
}

function undoTranspose(g: Recorder, x: Operand, perm: readonly number[]): Operand {
  if (sizeOf(x.shape) === 1 && x.shape.length <= perm.length) return x;
  if (String(permutationOf(x)) === String(perm)) return producedBy(x, 'Transpose')!;
  const missing = Array<number>(perm.length - x.shape.length).fill(1);
  return transpose(g, reshape(g, x, [...missing, ...x.shape]), inverse(perm));
}
