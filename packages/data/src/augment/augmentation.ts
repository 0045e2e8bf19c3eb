import type { Label } from '@convzoo/core';
import type { Pixels } from '@convzoo/core/preprocess';
import type { BoundingBox } from '../images/bounding-box.js';

/** Uniform numbers in [0, 1). */
export type Random = () => number;

/** The input and output of an augmentation: an image with its label and boxes. */
export interface AugmentedImage {
  readonly pixels: Pixels;
  readonly label: Label;
  readonly boxes?: readonly BoundingBox[];
}

/** A random change of an image that preserves its meaning. All randomness comes from `random`. */
export type Augmentation = <T extends AugmentedImage>(image: T, random: Random) => T;

/** Applies augmentations one after the other. */
export function compose(...steps: readonly Augmentation[]): Augmentation {
  return (image, random) => steps.reduce((changed, step) => step(changed, random), image);
}

/** The identity. */
export const noAugmentation: Augmentation = (image) => image;

/** An augmentation that moves nothing: boxes stay where they are. */
export function onPixels(change: (pixels: Pixels, random: Random) => Pixels): Augmentation {
  return (image, random) => ({ ...image, pixels: change(image.pixels, random) });
}

/** Applies an augmentation with this probability. */
export function sometimes(probability: number, augmentation: Augmentation): Augmentation {
  return (image, random) => (random() < probability ? augmentation(image, random) : image);
}

export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** A whole number from 0 to n - 1. */
export function below(random: Random, n: number): number {
  return Math.floor(random() * n);
}
