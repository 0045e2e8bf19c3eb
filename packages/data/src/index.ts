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
export { type Duplicate, findDuplicates } from './datasets/duplicates.js';
export { classIndices, countClasses, oneVersusRest } from './datasets/labels.js';
export { shuffleDataset } from './datasets/shuffle.js';
export { type SplitOptions, splitDataset } from './datasets/split.js';
export { decodeImage } from './decode-image.js';
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
export { mnistDigits } from './digits/mnist-digits.js';
export { type CifarOptions, cifar10Classes, parseCifar } from './formats/cifar.js';
export { type CocoOptions, readCoco } from './formats/coco.js';
export { type IdxOptions, parseIdxDataset } from './formats/idx.js';
export { type ImageFolderOptions, readImageFolder } from './formats/image-folder.js';
export { type ManifestOptions, readManifest } from './formats/manifest.js';
export { type OpenDatasetOptions, openDataset } from './formats/open-dataset.js';
export { readCifar10, readCifar100 } from './formats/read-cifar.js';
export { readIdx } from './formats/read-idx.js';
export type { SplitName, Splits } from './formats/splits.js';
export { readVoc, type VocOptions, vocClasses } from './formats/voc.js';
export type { ImageSource } from './image-source.js';
export type { InOrderOptions } from './in-order.js';
export { listImages } from './list-images.js';
