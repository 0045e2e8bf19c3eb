import { ConvzooError } from '@convzoo/core/errors';
import type { HostTensor, StateDict, TensorDtype } from '@convzoo/core/state-dict';
import { elementCount, isShape } from '../tensor/shape.js';

/** safetensors' names, in the order of the reference implementation: wide types first keep all aligned. */
const dtypeNames = { int64: 'I64', float32: 'F32', int32: 'I32', uint8: 'U8' } as const;
const dtypeOrder: readonly TensorDtype[] = ['int64', 'float32', 'int32', 'uint8'];

/**
 * Lays weights out as a safetensors file, byte for byte as the reference implementation does.
 * @returns the header, then each tensor's bytes as a view: written one after another, they are the file
 * @throws ConvzooError invalid-argument where a tensor's shape and data disagree or a name is reserved
 */
export function safetensorsParts(
  stateDict: StateDict,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array[] {
  const tensors = [...stateDict].sort(
    ([nameA, a], [nameB, b]) =>
      dtypeOrder.indexOf(a.dtype) - dtypeOrder.indexOf(b.dtype) || (nameA < nameB ? -1 : 1),
  );
  const fields: string[] = [];
  // Fields are joined by hand because an object would move number-like names to the front.
  if (Object.keys(metadata).length > 0) fields.push(`"__metadata__":${JSON.stringify(metadata)}`);
  let position = 0;
  for (const [name, tensor] of tensors) {
    check(name, tensor);
    const { dtype, shape, data } = tensor;
    const end = position + data.byteLength;
    const entry = { dtype: dtypeNames[dtype], shape, data_offsets: [position, end] };
    fields.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
    position = end;
  }
  return [encodeHeader(`{${fields.join(',')}}`), ...tensors.map(([, { data }]) => bytesOf(data))];
}

/** Weights as the bytes of one safetensors file; see `safetensorsParts`. */
export function formatSafetensors(
  stateDict: StateDict,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const parts = safetensorsParts(stateDict, metadata);
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let position = 0;
  for (const part of parts) {
    bytes.set(part, position);
    position += part.length;
  }
  return bytes;
}

function encodeHeader(json: string): Uint8Array {
  const text = new TextEncoder().encode(json);
  const length = Math.ceil(text.length / 8) * 8;
  const header = new Uint8Array(8 + length).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(length), true);
  header.set(text, 8);
  return header;
}

function bytesOf({ buffer, byteOffset, byteLength }: HostTensor['data']): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function check(name: string, { shape, data }: HostTensor): void {
  if (name === '__metadata__') {
    throw new ConvzooError('invalid-argument', {
      subject: 'safetensors',
      expected: 'tensor names other than the reserved __metadata__',
      found: 'a tensor of that name',
    });
  }
  if (!isShape(shape) || elementCount(shape) !== data.length) {
    throw new ConvzooError('invalid-argument', {
      subject: `tensor "${name}"`,
      expected: `the elements of shape [${shape}]`,
      found: `${data.length}`,
    });
  }
}
