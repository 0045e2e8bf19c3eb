import type { Pixels } from '@convzoo/core/preprocess';
import type { Augmentation } from './augmentation.js';
import { moveBoxes } from './boxes.js';

/** Flips horizontally with probability 1/2. Not for digits or letters. */
export const randomFlip: Augmentation = (image, random) => {
  if (random() >= 0.5) return image;
  const { width } = image.pixels;
  return moveBoxes(image, mirror(image.pixels), (box) => ({ ...box, x: width - box.x - box.width }));
};

function mirror({ data, width, height, channels }: Pixels): Pixels {
  const mirrored = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * channels;
      const to = (y * width + width - 1 - x) * channels;
      for (let c = 0; c < channels; c++) mirrored[to + c] = data[from + c]!;
    }
  }
  return { data: mirrored, width, height, channels };
}
