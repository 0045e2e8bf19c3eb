/** The header of an image, in sharp's terms. */
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

/** sharp's names of the color spaces, by the number of 8-bit components. */
const spaces: Readonly<Record<number, string>> = { 1: 'b-w', 3: 'srgb', 4: 'cmyk' };

/**
 * Markers without a length: RST0 to RST7, start and end of an image. What follows them is not skipped here.
 */
const standsAlone = (marker: number): boolean => marker >= 0xffd0 && marker <= 0xffd9;

/**
 * Reads the header of a JPEG without a round trip through sharp's thread pool, which `metadata` takes. Undefined for
 * other formats and for unusual JPEGs, which are left to sharp.
 */
export function readJpegHeader(bytes: Uint8Array): Header | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const short = (at: number): number => (at + 2 <= view.byteLength ? view.getUint16(at) : 0);
  if (short(0) !== startOfImage) return undefined;
  let at = 2;
  // Segments of a marker and their own length; the frame is one of them, before the first scan.
  while (!frames.includes(short(at))) {
    const marker = short(at);
    const isSegment = marker >= 0xffc4 && marker < 0xffff && marker !== 0xffda && !standsAlone(marker);
    if (!isSegment) return undefined;
    at += 2 + short(at + 2);
  }
  const [precision, components] = [bytes[at + 4], bytes[at + 9] ?? 0];
  const [height, width, space] = [short(at + 5), short(at + 7), spaces[components]];
  if (precision !== 8 || height === 0 || width === 0 || space === undefined) return undefined;
  return { format: 'jpeg', width, height, space, hasAlpha: false };
}
