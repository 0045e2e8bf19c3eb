import { randomRotation } from './affine.js';
import { type Augmentation, compose, noAugmentation } from './augmentation.js';
import { colorJitter } from './color.js';
import { padAndCrop, randomResizedCrop } from './crop.js';
import { randomFlip } from './flip.js';
import { randomErasing } from './random-erasing.js';
import { resizeTo } from './resize.js';
import { trivialAugment } from './trivial-augment.js';

export type AugmentationName = 'none' | 'crop' | 'crop-flip' | 'digits' | 'imagenet' | 'color' | 'trivial';

type Size = readonly [height: number, width: number];

/** An eighth of the side on each side: CIFAR's 4 pixels at 32. */
const border = ([height, width]: Size): number => Math.max(1, Math.round(Math.min(height, width) / 8));

/**
 * Recipes by name, for a network's input size in pixels: `none`; `crop` pads and crops; `crop-flip` is
 * CIFAR's; `digits` rotates and shifts slightly, without flips; `imagenet` is random resized crop and flip;
 * `color` adds color jitter to it; `trivial` adds TrivialAugment and random erasing.
 */
export const augmentations: Readonly<Record<AugmentationName, (size: Size) => Augmentation>> = {
  none: () => noAugmentation,
  crop: (size: Size) => compose(resizeTo(size), padAndCrop(border(size))),
  'crop-flip': (size: Size) => compose(resizeTo(size), padAndCrop(border(size)), randomFlip),
  digits: (size: Size) =>
    compose(resizeTo(size), randomRotation(10), padAndCrop(Math.ceil(border(size) / 2))),
  imagenet: (size: Size) => compose(randomResizedCrop({ size }), randomFlip),
  color: (size: Size) =>
    compose(
      randomResizedCrop({ size }),
      randomFlip,
      colorJitter({ brightness: 0.4, contrast: 0.4, saturation: 0.4 }),
    ),
  trivial: (size: Size) =>
    compose(randomResizedCrop({ size }), randomFlip, trivialAugment, randomErasing({ probability: 0.1 })),
};
