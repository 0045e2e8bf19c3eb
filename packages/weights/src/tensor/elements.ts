import type { TensorDtype, TensorValues } from '@convzoo/core/state-dict';
import { invalidWeights } from '../invalid.js';
import { widenBfloat16, widenHalf } from './half.js';

/** Bytes per element of every type that files store. */
export const elementBytes = {
  bool: 1,
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  float16: 2,
  bfloat16: 2,
  int32: 4,
  float32: 4,
  int64: 8,
  float64: 8,
} as const;

export type ElementType = keyof typeof elementBytes;

/** A tensor's values without its shape. */
export type Elements = {
  [D in TensorDtype]: { readonly dtype: D; readonly data: TensorValues[D] };
}[TensorDtype];

export interface ReadOptions {
  /** Whether the file stores the most significant byte first. */
  bigEndian?: boolean;
  /** What errors call the tensor. */
  subject: string;
}

/**
 * Reads stored elements (row-major, little-endian unless said) as the types that weights are held in:
 * float16 and bfloat16 widen to float32, float64 narrows to it, small integers widen to int32, bool
 * becomes uint8. float32, int32, int64 and uint8 are views of `bytes` where its offset is aligned.
 * @throws ConvzooError invalid-weights where a finite float64 is too large for float32
 */
export function readElements(
  type: ElementType,
  bytes: Uint8Array,
  { bigEndian = false, subject }: ReadOptions,
): Elements {
  const size = elementBytes[type];
  const native = bigEndian ? reverseEach(bytes, size) : align(bytes, size);
  const { buffer, byteOffset } = native;
  const length = native.length / size;
  switch (type) {
    case 'bool':
    case 'uint8':
      return { dtype: 'uint8', data: native };
    case 'int8':
      return { dtype: 'int32', data: new Int32Array(new Int8Array(buffer, byteOffset, length)) };
    case 'uint16':
      return { dtype: 'int32', data: new Int32Array(new Uint16Array(buffer, byteOffset, length)) };
    case 'int16':
      return { dtype: 'int32', data: new Int32Array(new Int16Array(buffer, byteOffset, length)) };
    case 'float16':
      return { dtype: 'float32', data: widenHalf(new Uint16Array(buffer, byteOffset, length)) };
    case 'bfloat16':
      return { dtype: 'float32', data: widenBfloat16(new Uint16Array(buffer, byteOffset, length)) };
    case 'int32':
      return { dtype: 'int32', data: new Int32Array(buffer, byteOffset, length) };
    case 'float32':
      return { dtype: 'float32', data: new Float32Array(buffer, byteOffset, length) };
    case 'int64':
      return { dtype: 'int64', data: new BigInt64Array(buffer, byteOffset, length) };
    case 'float64':
      return { dtype: 'float32', data: narrow(new Float64Array(buffer, byteOffset, length), subject) };
  }
}

function align(bytes: Uint8Array, size: number): Uint8Array {
  return bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
}

function reverseEach(bytes: Uint8Array, size: number): Uint8Array {
  const reversed = new Uint8Array(bytes);
  for (let i = 0; i < reversed.length; i += size) reversed.subarray(i, i + size).reverse();
  return reversed;
}

function narrow(doubles: Float64Array, subject: string): Float32Array {
  const floats = new Float32Array(doubles);
  const overflow = floats.findIndex((value, i) => !Number.isFinite(value) && Number.isFinite(doubles[i]));
  if (overflow >= 0) {
    throw invalidWeights(subject, 'float64 values within the range of float32', String(doubles[overflow]));
  }
  return floats;
}
