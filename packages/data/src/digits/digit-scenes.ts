import type { Pixels } from '@convzoo/core/preprocess';
import { randomNumbers } from '@convzoo/core/random';
import { createDataset, type Dataset, type Sample } from '../datasets/dataset.js';
import { classIndices } from '../datasets/labels.js';
import type { BoundingBox } from '../images/bounding-box.js';

export interface DigitScenesOptions {
  readonly count: number;
  /** Side of the square canvas in pixels. Default 64. */
  readonly size?: number;
  /** Minimum and maximum number of digits. Default 1 to 4. */
  readonly digits?: readonly [fewest: number, most: number];
  /** Default 0. */
  readonly seed?: number;
}

/**
 * Several digits on one black canvas, without overlap: multi-label images whose boxes, tight around the ink,
 * are known. Scene i depends on the digits, the seed and i alone. A digit that does not fit is omitted.
 */
export async function digitScenes(
  digits: Dataset,
  { count, size = 64, digits: [fewest, most] = [1, 4], seed = 0 }: DigitScenesOptions,
): Promise<Dataset> {
  // A few scenes use few of the digits, and a digit may be in several scenes.
  const stamps = new Map<Sample, Promise<Stamp>>();
  const stampOf = (sample: Sample): Promise<Stamp> => {
    const stamp = stamps.get(sample) ?? toStamp(sample, digits.classes);
    stamps.set(sample, stamp);
    return stamp;
  };
  const samples: Sample[] = [];
  for (let i = 0; i < count; i++) {
    const random = randomNumbers(`scene/${seed}/${i}`);
    const placed = await place(digits.samples, stampOf, { size, fewest, most }, random);
    const boxes = placed.map(boxOf);
    samples.push({
      id: `scene/${i}`,
      label: [...new Set(boxes.map(({ label }) => label))],
      boxes,
      load: async () => draw(placed, size),
    });
  }
  return createDataset(digits.classes, samples);
}

/** A digit cropped to its ink. */
interface Stamp {
  readonly label: string;
  readonly image: Pixels;
  readonly ink: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** A digit and the position of the upper left corner of its ink. */
interface Placed {
  readonly stamp: Stamp;
  readonly x: number;
  readonly y: number;
}

async function toStamp({ label, load }: Sample, classes: readonly string[]): Promise<Stamp> {
  const image = await load();
  const [index = 0] = classIndices(classes, label);
  return { label: classes[index]!, image, ink: inkOf(image) };
}

function inkOf({ data, width, height }: Pixels): Stamp['ink'] {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x] === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
    }
  }
  return { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
}

/** Attempts to place a digit before it is omitted. */
const attempts = 50;

async function place(
  digits: readonly Sample[],
  stampOf: (digit: Sample) => Promise<Stamp>,
  { size, fewest, most }: { size: number; fewest: number; most: number },
  random: () => number,
): Promise<Placed[]> {
  const below = (n: number): number => Math.floor(random() * n);
  const placed: Placed[] = [];
  for (let wanted = fewest + below(most - fewest + 1); wanted > 0; wanted--) {
    const stamp = await stampOf(digits[below(digits.length)]!);
    const { width, height } = stamp.ink;
    for (let attempt = 0; attempt < attempts && width <= size && height <= size; attempt++) {
      const candidate = { stamp, x: below(size - width + 1), y: below(size - height + 1) };
      if (placed.some((other) => overlap(boxOf(candidate), boxOf(other)))) continue;
      placed.push(candidate);
      break;
    }
  }
  return placed;
}

function boxOf({ stamp: { label, ink }, x, y }: Placed): BoundingBox {
  return { label, x, y, width: ink.width, height: ink.height };
}

function overlap(a: BoundingBox, b: BoundingBox): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function draw(placed: readonly Placed[], size: number): Pixels {
  const data = new Uint8Array(size * size);
  for (const { stamp, x, y } of placed) {
    const { ink, image } = stamp;
    for (let row = 0; row < ink.height; row++) {
      const start = (ink.y + row) * image.width + ink.x;
      data.set(image.data.subarray(start, start + ink.width), (y + row) * size + x);
    }
  }
  return { data, width: size, height: size, channels: 1 };
}
