const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const;
/** Chunks of text that may be compressed. */
const text: ReadonlySet<string> = new Set(['zTXt', 'iTXt']);
/** Length and type before a chunk's content, and its checksum after it. */
const chunkOverhead = 12;

/**
 * A PNG without its compressed texts, which the decoder would unpack: a few megabytes of them take minutes.
 * Other bytes as they are.
 */
export function withoutPngText(bytes: Uint8Array): Uint8Array {
  if (!signature.every((byte, i) => bytes[i] === byte)) return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const kept: Uint8Array[] = [bytes.subarray(0, signature.length)];
  let at: number = signature.length;
  while (at + chunkOverhead <= bytes.length) {
    const end = at + chunkOverhead + view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (!text.has(type)) kept.push(bytes.subarray(at, end));
    at = end;
  }
  if (at < bytes.length) kept.push(bytes.subarray(at));
  const size = kept.reduce((total, { length }) => total + length, 0);
  if (size === bytes.length) return bytes;
  const result = new Uint8Array(size);
  let position = 0;
  for (const part of kept) {
    result.set(part, position);
    position += part.length;
  }
  return result;
}
