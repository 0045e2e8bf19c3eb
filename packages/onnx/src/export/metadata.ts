import { fieldsOf } from '../protobuf.js';

/**
 * Reads the metadata of an ONNX file, `ModelProto.metadata_props`, by key, and skips the rest. Reading stops
 * at the first byte that is not protobuf, so that a file that is not ONNX has no metadata.
 */
export function readMetadata(file: Uint8Array): Record<string, string> {
  const text = new TextDecoder();
  const entries: [string, string][] = [];
  for (const { field, bytes } of fieldsOf(file)) {
    if (field !== METADATA_PROPS) continue;
    const entry = new Map([...fieldsOf(bytes)].map((part) => [part.field, text.decode(part.bytes)]));
    entries.push([entry.get(1) ?? '', entry.get(2) ?? '']);
  }
  return Object.fromEntries(entries);
}

/** Field of `ModelProto` in https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3. */
const METADATA_PROPS = 14;
