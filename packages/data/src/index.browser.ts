// What the package offers in a browser: the same, less the file system.

export {
  type Affine,
  randomAffine,
  randomRotation,
} from './augment/affine.js';
export {
  type Augmentation,
  type AugmentedImage,
  compose,
  noAugmentation,
  onPixels,
  type Random,
  sometimes,
} from './augment/augmentation.js';
export { type ColorJitterOptions, colorJitter } from './augment/color.js';
export { padAndCrop, type RandomResizedCropOptions, randomResizedCrop } from './augment/crop.js';
export { randomFlip } from './augment/flip.js';
export { type BatchMix, cutmix, type MixedBatch, mixup } from './augment/mix.js';
export { type AugmentationName, augmentations } from './augment/presets.js';
export { type RandomErasingOptions, randomErasing } from './augment/random-erasing.js';
export { resizeTo } from './augment/resize.js';
export { trivialAugment } from './augment/trivial-augment.js';
export {
  type Batch,
  type BatchOptions,
  batches,
  batchesPerEpoch,
  type EpochOptions,
  epochBatches,
} from './datasets/batches.js';
export { type Box, createDataset, type Dataset, type LoadedSample, type Sample } from './datasets/dataset.js';
export { classIndices, countClasses, oneVersusRest } from './datasets/labels.js';
export { shuffleDataset } from './datasets/shuffle.js';
export { type SplitOptions, splitDataset } from './datasets/split.js';
export { decodeImage } from './decode-image.browser.js';
export {
  type DecodedImage,
  type DecodeImagesOptions,
  decodeImages,
  type PreprocessedImage,
  preprocessImages,
} from './decode-images.js';
export type { DecodeOptions } from './decode-options.js';
export { type DigitScenesOptions, digitScenes } from './digits/digit-scenes.js';
export { digitsDataset } from './digits/digits-dataset.js';
export { type CifarOptions, cifar10Classes, parseCifar } from './formats/cifar.js';
export { type IdxOptions, parseIdxDataset } from './formats/idx.js';
export type { SplitName, Splits } from './formats/splits.js';
export type { ImageSource } from './image-source.js';
export type { InOrderOptions } from './in-order.js';
