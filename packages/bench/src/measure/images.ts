import type { InputShape } from '@convzoo/core';
import { randomNumbers } from '@convzoo/core/random';

/** Noise in [-2, 2), the range of normalized images, as [batch, height, width, channels]. */
export function randomImages(batch: number, shape: InputShape): Float32Array {
  const next = randomNumbers('images');
  const size = shape.reduce((product, n) => product * n, batch);
  return Float32Array.from({ length: size }, () => 4 * next() - 2);
}
