import type { HostTensor } from '@convzoo/core/state-dict';
import { invalidWeights } from '../invalid.js';
import { elementBytes, readElements } from '../tensor/elements.js';
import { elementCount } from '../tensor/shape.js';
import type { TensorRecord } from './globals.js';

/** Where a checkpoint's storages are. */
export interface StorageSource {
  /** The bytes of the storage of this key, or undefined. */
  readonly storage: (key: string) => Uint8Array | undefined;
  readonly bigEndian: boolean;
}

/**
 * Turns a tensor record into a tensor. Contiguous float32, int32, int64 and uint8 tensors are views of
 * the file where its alignment allows.
 * @throws ConvzooError invalid-weights where the tensor reaches beyond its storage
 */
export function materialize(record: TensorRecord, source: StorageSource, subject: string): HostTensor {
  const { storage, shape } = record;
  const bytes = storageBytes(record, source, subject);
  const count = checkedCount(record, subject);
  const size = elementBytes[storage.type];
  const ordered = isContiguous(record)
    ? bytes.subarray(record.offset * size, (record.offset + count) * size)
    : gather(bytes, record, count, size);
  return { shape, ...readElements(storage.type, ordered, { bigEndian: source.bigEndian, subject }) };
}

function storageBytes({ storage }: TensorRecord, source: StorageSource, subject: string): Uint8Array {
  const bytes = source.storage(storage.key);
  if (bytes === undefined) throw invalidWeights(subject, `storage ${storage.key} in the file`, 'none');
  const expected = storage.elements * elementBytes[storage.type];
  if (bytes.length !== expected) {
    throw invalidWeights(subject, `${expected} bytes in storage ${storage.key}`, `${bytes.length}`);
  }
  return bytes;
}

/** The element count, once the tensor is known to lie within its storage. */
function checkedCount({ storage, offset, shape, strides }: TensorRecord, subject: string): number {
  const count = elementCount(shape);
  const last = shape.reduce((at, size, axis) => at + (size - 1) * (strides[axis] ?? 0), offset);
  if (count === undefined || (count > 0 && last >= storage.elements) || offset > storage.elements) {
    throw invalidWeights(
      subject,
      `a tensor within the ${storage.elements} elements of its storage`,
      `shape [${shape}] with strides [${strides}] at ${offset}`,
    );
  }
  return count;
}

function isContiguous({ shape, strides }: TensorRecord): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    if (size === 0) return true;
    if (size !== 1 && strides[axis] !== expected) return false;
    expected *= size;
  }
  return true;
}

/** Copies a strided tensor's elements into row-major order. */
function gather(bytes: Uint8Array, record: TensorRecord, count: number, size: number): Uint8Array {
  const { shape, strides } = record;
  const ordered = new Uint8Array(count * size);
  const index = shape.map(() => 0);
  let from = record.offset;
  for (let to = 0; to < ordered.length; ) {
    for (let byte = 0; byte < size; byte++) ordered[to++] = bytes[from * size + byte] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1;
      const stride = strides[axis] ?? 0;
      if (next < (shape[axis] ?? 0)) {
        index[axis] = next;
        from += stride;
        break;
      }
      index[axis] = 0;
      from -= (next - 1) * stride;
    }
  }
  return ordered;
}
