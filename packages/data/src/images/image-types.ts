/** Extensions of the image files that `decodeImage` reads in Node. */
const readable = /\.(jpe?g|jpe|jfif|png|webp|gif|tiff?|avif)$/i;

/** Whether a file's extension is that of an image which `decodeImage` reads in Node. */
export const isImageName = (name: string): boolean => readable.test(name);

/**
 * Formats of photos that the decoder does not read, by their first bytes.
 */
const foreign: readonly (readonly [name: string, begins: RegExp])[] = [
  ['BMP', /^BM/],
  ['HEIC', /^.{4}ftyp(heic|heix|heim|heis|hevc|hevx|mif1|msf1)/s],
  ['JPEG XL', /^(ÿ\n|.{4}JXL )/s],
  ['JPEG 2000', /^(.{4}jP {2}|ÿOÿQ)/s],
  ['Photoshop', /^8BPS/],
  ['PDF', /^%PDF/],
  ['HTML', /^\s*<(!doctype html|html)/i],
];

/** The name of an image format, or of what is often saved as an image by mistake, that can't be decoded. */
export function foreignFormat(bytes: Uint8Array): string | undefined {
  const beginning = String.fromCharCode(...bytes.subarray(0, 64));
  return foreign.find(([, begins]) => begins.test(beginning))?.[0];
}
