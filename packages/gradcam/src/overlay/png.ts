import type { Pixels } from '@convzoo/core/preprocess';
import { encode } from 'fast-png';

/** The bytes of a PNG file, in Node and in pages alike: gray, RGB or RGBA with 8 bits per channel. */
export function encodePng({ data, width, height, channels }: Pixels): Uint8Array {
  return encode({ data, width, height, channels, depth: 8 });
}
