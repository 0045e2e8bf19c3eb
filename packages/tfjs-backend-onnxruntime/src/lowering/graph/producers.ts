import type { Operand } from '../../engine/value.js';

/** The permutation of a value that is a deferred transpose. */
export function permutationOf(x: Operand): readonly number[] | undefined {
  if (x.kind !== 'value' || x.producer?.op !== 'Transpose') return undefined;
  const { perm } = x.producer.attributes;
  return Array.isArray(perm) ? perm : undefined;
}

/** The first input of the `op` that computes `x`, if `x` has not been computed yet. */
export function producedBy(x: Operand, op: string): Operand | undefined {
  return x.kind === 'value' && x.producer?.op === op ? x.producer.inputs[0] : undefined;
}
