export { type Affine, randomAffine, randomRotation } from './affine.js';
export {
  type Augmentation,
  type AugmentedImage,
  compose,
  noAugmentation,
  onPixels,
  type Random,
  sometimes,
} from './augmentation.js';
export { type ColorJitterOptions, colorJitter } from './color.js';
export { padAndCrop, type RandomResizedCropOptions, randomResizedCrop } from './crop.js';
export { randomFlip } from './flip.js';
export { type BatchMix, cutmix, type MixedBatch, mixup } from './mix.js';
export { type AugmentationName, augmentations } from './presets.js';
export { type RandomErasingOptions, randomErasing } from './random-erasing.js';
export { resizeTo } from './resize.js';
export { trivialAugment } from './trivial-augment.js';
