import { createRequire } from 'node:module';
import { randomNumbers } from '@convzoo/core';

/** Images of this side with so many different digits, none over another. */
export const side = 64;
export const perScene = 4;
const digitSide = 28;

/** The first part of each digit's images is for training, the rest for tests. */
const trainingShare = 0.8;

export interface Scene {
  /** [side, side] in [0, 1]. */
  readonly pixels: Float32Array;
  readonly digits: readonly {
    readonly digit: number;
    /** Around the digit's ink, in pixels, far edges not included. */
    readonly box: { left: number; top: number; right: number; bottom: number };
  }[];
}

/** Scenes of MNIST digits at random places. The same seed gives the same scenes. */
export function digitScenes(count: number, part: 'train' | 'test', seed: string): Scene[] {
  const next = randomNumbers(seed);
  const below = (n: number): number => Math.floor(next() * n);
  return Array.from({ length: count }, () => {
    const pixels = new Float32Array(side * side);
    const left = shuffled([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], below);
    const digits = left.slice(0, perScene).map((digit, i) => {
      const image = pick(digit, part, next());
      // A quarter of the image for each, so that no digit lies over another.
      const room = side / 2 - digitSide + 1;
      const x = (i % 2) * (side / 2) + below(room);
      const y = Math.floor(i / 2) * (side / 2) + below(room);
      return { digit, box: draw(pixels, image, x, y) };
    });
    return { pixels, digits };
  });
}

function draw(pixels: Float32Array, image: readonly number[], x: number, y: number) {
  const box = { left: side, top: side, right: 0, bottom: 0 };
  image.forEach((ink, i) => {
    if (ink < 0.1) return;
    const [column, row] = [x + (i % digitSide), y + Math.floor(i / digitSide)];
    pixels[row * side + column] = ink;
    box.left = Math.min(box.left, column);
    box.top = Math.min(box.top, row);
    box.right = Math.max(box.right, column + 1);
    box.bottom = Math.max(box.bottom, row + 1);
  });
  return box;
}

const require = createRequire(import.meta.url);
const files = new Map<number, readonly number[]>();

function pick(digit: number, part: 'train' | 'test', place: number): readonly number[] {
  const values = files.get(digit) ?? read(digit);
  files.set(digit, values);
  const images = values.length / digitSide ** 2;
  const first = Math.floor(images * trainingShare);
  const index = part === 'train' ? place * first : first + place * (images - first);
  const start = Math.floor(index) * digitSide ** 2;
  return values.slice(start, start + digitSide ** 2);
}

function read(digit: number): readonly number[] {
  const file: unknown = require(`mnist/src/digits/${digit}.json`);
  if (typeof file === 'object' && file !== null && 'data' in file && Array.isArray(file.data))
    return file.data;
  throw new TypeError('mnist has changed its format');
}

function shuffled(values: number[], below: (n: number) => number): number[] {
  for (let i = values.length - 1; i > 0; i--) {
    const j = below(i + 1);
    [values[i], values[j]] = [values[j]!, values[i]!];
  }
  return values;
}
