/**
 * Reads the metadata of an ONNX file, `ModelProto.metadata_props`, by key, and skips the rest. Reading stops
 * at the first byte that is not protobuf, so that a file that is not ONNX has no metadata.
 */
export function readMetadata(file: Uint8Array): Record<string, string> {
  const text = new TextDecoder();
  const metadata: Record<string, string> = {};
  for (const { field, bytes } of fieldsOf(file)) {
    if (field !== METADATA_PROPS) continue;
    const entry = new Map([...fieldsOf(bytes)].map((part) => [part.field, text.decode(part.bytes)]));
    metadata[entry.get(1) ?? ''] = entry.get(2) ?? '';
  }
  return metadata;
}

/** Field of `ModelProto` in https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3. */
const METADATA_PROPS = 14;

interface Field {
  readonly field: number;
  /** The field's content, if it is length-delimited. */
  readonly bytes: Uint8Array;
}

/** The fields of a protobuf message (https://protobuf.dev/programming-guides/encoding). */
function* fieldsOf(message: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; at < message.length; shift += 7) {
      const byte = message[at++]!;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    return value;
  };
  const lengthOf = (wireType: number): number | undefined => {
    switch (wireType) {
      case 0:
        varint();
        return 0;
      case 1:
        return 8;
      case 2:
        return varint();
      case 5:
        return 4;
      default:
        return undefined;
    }
  };
  while (at < message.length) {
    const key = varint();
    const length = lengthOf(key & 7);
    if (length === undefined || at + length > message.length) return;
    yield { field: Math.floor(key / 8), bytes: message.subarray(at, at + length) };
    at += length;
  }
}
