export interface Field {
  readonly field: number;
  /** The field's content, if it is length-delimited. */
  readonly bytes: Uint8Array;
}

/**
 * The fields of a protobuf message (https://protobuf.dev/programming-guides/encoding), to the first byte that is none.
 * Those of groups, which ONNX does not have, come as if they were the message's own.
 */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
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
      case 3:
      case 4:
        return 0;
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
