/** What the header of an image says, in sharp's words. */
export interface Header {
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly space: string;
  readonly hasAlpha: boolean;
}

const startOfImage = 0xffd8;

/** Frames of Huffman-coded DCT: baseline, extended, progressive. */
const frames: readonly number[] = [0xffc0, 0xffc1, 0xffc2];

/** What sharp calls the colors of so many components of 8 bits. */
const spaces: Readonly<Record<number, string>> = { 1: 'b-w', 3: 'srgb', 4: 'cmyk' };

/**
 * The header of a JPEG as sharp would read it, which takes a trip through its thread pool. Undefined for what is no JPEG
 * or an unusual one, which is left to sharp.
 */
export function readJpegHeader(bytes: Uint8Array): Header | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const short = (at: number): number => (at + 2 <= view.byteLength ? view.getUint16(at) : 0);
  if (short(0) !== startOfImage) return undefined;
  let at = 2;
  // Segments of a marker and their own length, of which the frame is one before the first scan.
  while (!frames.includes(short(at))) {
    const isSegment = short(at) >= 0xffc4 && short(at) < 0xffff && short(at) !== 0xffda;
    if (!isSegment) return undefined;
    at += 2 + short(at + 2);
  }
  const [precision, components] = [bytes[at + 4], bytes[at + 9] ?? 0];
  const [height, width, space] = [short(at + 5), short(at + 7), spaces[components]];
  if (precision !== 8 || height === 0 || width === 0 || space === undefined) return undefined;
  return { format: 'jpeg', width, height, space, hasAlpha: false };
}
