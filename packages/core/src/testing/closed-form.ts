import { fnv1a } from '../random.js';
import type { HostTensor, StateDict } from '../state-dict/state-dict.js';

/**
 * Weights by formula, so that two implementations can be compared without a file between them: element
 * i of the tensor named `key` comes from a hash of i and the key. `tools/parity/closed_form.py` holds the
 * same formula for PyTorch. Keys and shapes are PyTorch's.
 */
export function closedFormWeights(like: StateDict): StateDict {
  return new Map([...like].map(([key, { shape }]) => [key, closedFormTensor(key, shape)]));
}

/** One tensor of that formula. */
export function closedFormTensor(key: string, shape: readonly number[]): HostTensor {
  if (key.endsWith('.num_batches_tracked')) return { dtype: 'int64', shape, data: BigInt64Array.of(0n) };
  const { offset, scale } = range(key, shape);
  const size = shape.reduce((product, n) => product * n, 1);
  const data = closedFormValues(key, size);
  for (let i = 0; i < size; i++) data[i] = offset + scale * data[i]!;
  return { dtype: 'float32', shape, data };
}

/** `size` values in [-1, 1) that depend on nothing but their index and the key. */
export function closedFormValues(key: string, size: number): Float32Array {
  const seed = fnv1a(key);
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) values[i] = hash(i ^ seed) / 2 ** 31 - 1;
  return values;
}

/** Kernels keep the scale of what passes through them; norms are near the identity. */
function range(key: string, shape: readonly number[]): { offset: number; scale: number } {
  if (key.endsWith('.running_var')) return { offset: 1, scale: 0.5 };
  if (!key.endsWith('.weight')) return { offset: 0, scale: 0.1 };
  if (shape.length === 1) return { offset: 0.7, scale: 0.3 };
  const fanIn = shape.slice(1).reduce((product, n) => product * n, 1);
  return { offset: 0, scale: Math.sqrt(6 / fanIn) };
}

/** Ellis's "lowbias32": every input bit changes about half of the output bits. */
function hash(input: number): number {
  let x = input >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}
