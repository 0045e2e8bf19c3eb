import { invalidData } from './invalid-data.js';

/**
 * The bytes, decompressed if they are gzip. `sizeOf` reads the size of the content from its header before
 * memory is allocated, and nothing is decompressed beyond that size.
 *
 * @throws ConvzooError `invalid-data` for a damaged file or too much content; what `sizeOf` throws
 */
export async function gunzipIfNeeded(
  bytes: Uint8Array,
  subject: string,
  headerLength: number,
  sizeOf: (header: Uint8Array) => number,
): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes.slice()]).stream().pipeThrough(new DecompressionStream('gzip'));
  const reader = stream.getReader();
  let header = new Uint8Array(0);
  let content: Uint8Array | undefined;
  let filled = 0;
  const append = (chunk: Uint8Array, target: Uint8Array): void => {
    if (filled + chunk.length > target.length) {
      throw invalidData(subject, `${target.length} bytes, as its header says`, 'more');
    }
    target.set(chunk, filled);
    filled += chunk.length;
  };
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw invalidData(subject, 'a whole gzip file', 'a damaged one');
      });
      if (done) return content === undefined ? header : content.subarray(0, filled);
      if (content !== undefined) {
        append(value, content);
        continue;
      }
      header = Uint8Array.from([...header, ...value]);
      if (header.length < headerLength) continue;
      content = new Uint8Array(sizeOf(header));
      append(header, content);
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
