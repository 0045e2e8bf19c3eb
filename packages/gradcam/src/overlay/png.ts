import type { Pixels } from '@convzoo/core';
import { encode } from 'fast-png';

/** The bytes of a PNG file. */
export function encodePng({ data, width, height, channels }: Pixels): Uint8Array {
  return encode({ data, width, height, channels, depth: 8 });
}
