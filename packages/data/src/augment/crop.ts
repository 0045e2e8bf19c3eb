import { type Interpolation, type Pixels, resizePixels } from '@convzoo/core/preprocess';
import { type Augmentation, below, between } from './augmentation.js';
import { moveBoxes } from './boxes.js';

export interface RandomResizedCropOptions {
  readonly size: readonly [height: number, width: number];
  /** Share of the image's area. Default 0.08 to 1. */
  readonly scale?: readonly [smallest: number, largest: number];
  /** Width over height. Default 3/4 to 4/3. */
  readonly ratio?: readonly [narrowest: number, widest: number];
  /** Default 'bilinear'. */
  readonly interpolation?: Interpolation;
}

/**
 * Crops a region of random area, aspect ratio and position, and resizes it with antialiasing (Szegedy et al. 2015,
 * section 6).
 */
export function randomResizedCrop({
  size,
  scale = [0.08, 1],
  ratio = [3 / 4, 4 / 3],
  interpolation = 'bilinear',
}: RandomResizedCropOptions): Augmentation {
  return (image, random) => {
    const { pixels } = image;
    const region = randomRegion(pixels, scale, ratio, random);
    const resized = resizePixels(crop(pixels, region), size, { interpolation });
    const [sy, sx] = [size[0] / region.height, size[1] / region.width];
    return moveBoxes(image, resized, (box) => ({
      ...box,
      x: (box.x - region.x) * sx,
      y: (box.y - region.y) * sy,
      width: box.width * sx,
      height: box.height * sy,
    }));
  };
}

interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** After ten candidates that don't fit: the largest centered region of a permitted aspect ratio, as in torchvision. */
function randomRegion(
  { width, height }: Pixels,
  [smallest, largest]: readonly [number, number],
  [narrowest, widest]: readonly [number, number],
  random: () => number,
): Region {
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = width * height * between(random, smallest, largest);
    const aspect = Math.exp(between(random, Math.log(narrowest), Math.log(widest)));
    const [w, h] = [Math.round(Math.sqrt(area * aspect)), Math.round(Math.sqrt(area / aspect))];
    if (w < 1 || h < 1 || w > width || h > height) continue;
    return { x: below(random, width - w + 1), y: below(random, height - h + 1), width: w, height: h };
  }
  const aspect = Math.min(Math.max(width / height, narrowest), widest);
  const w = Math.max(1, Math.min(width, Math.round(height * aspect)));
  const h = Math.max(1, Math.min(height, Math.round(width / aspect)));
  return { x: Math.floor((width - w) / 2), y: Math.floor((height - h) / 2), width: w, height: h };
}

function crop({ data, width, channels }: Pixels, region: Region): Pixels {
  const rowLength = region.width * channels;
  const cropped = new Uint8Array(region.height * rowLength);
  for (let row = 0; row < region.height; row++) {
    const start = ((region.y + row) * width + region.x) * channels;
    cropped.set(data.subarray(start, start + rowLength), row * rowLength);
  }
  return { data: cropped, width: region.width, height: region.height, channels };
}

/** Pads with black on all sides, then crops the original size at a random position: the standard for CIFAR. */
export function padAndCrop(pad: number): Augmentation {
  return (image, random) => {
    const dx = below(random, 2 * pad + 1) - pad;
    const dy = below(random, 2 * pad + 1) - pad;
    return moveBoxes(image, shift(image.pixels, dx, dy), (box) => ({ ...box, x: box.x + dx, y: box.y + dy }));
  };
}

/** Moves the image right and down, filling with black. */
function shift({ data, width, height, channels }: Pixels, dx: number, dy: number): Pixels {
  const shifted = new Uint8Array(data.length);
  const [from, to] = [Math.max(0, -dx), Math.min(width, width - dx)];
  for (let y = Math.max(0, -dy); y < Math.min(height, height - dy) && from < to; y++) {
    const row = data.subarray((y * width + from) * channels, (y * width + to) * channels);
    shifted.set(row, ((y + dy) * width + from + dx) * channels);
  }
  return { data: shifted, width, height, channels };
}
