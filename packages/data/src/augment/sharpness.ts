import type { Pixels } from '@convzoo/core/preprocess';

/** Weight of the center among its eight neighbors of weight 1, as in Pillow's `SMOOTH`. */
const center = 5;

/** Blends with the image smoothed by a 3x3 kernel; a factor above 1 sharpens. The border is unchanged. */
export function adjustSharpness(pixels: Pixels, factor: number): Pixels {
  const { data, width, height, channels } = pixels;
  const sharpened = new Uint8ClampedArray(data);
  const row = width * channels;
  for (let y = 1; y < height - 1; y++) {
    for (let i = y * row + channels; i < (y + 1) * row - channels; i++) {
      if (channels === 4 && i % 4 === 3) continue;
      let sum = (center - 1) * data[i]!;
      for (const above of [-row, 0, row]) {
        sum += data[i + above - channels]! + data[i + above]! + data[i + above + channels]!;
      }
      const smooth = Math.round(sum / (center + 8));
      sharpened[i] = smooth + (data[i]! - smooth) * factor;
    }
  }
  return { ...pixels, data: sharpened };
}
