export { decodeImage } from '#decode-image';
export {
  type Duplicate,
  findDuplicates,
  type ListImagesOptions,
  listImages,
  mnistDigits,
  type OpenDatasetOptions,
  openDataset,
} from '#files';
export { type AugmentationName, augmentations } from './augment/presets.js';
export {
  type Batch,
  type BatchOptions,
  batches,
  batchesPerEpoch,
  type EpochOptions,
  epochBatches,
} from './datasets/batches.js';
export {
  createDataset,
  type Dataset,
  type LoadedSample,
  type Sample,
} from './datasets/dataset.js';
export { classCounts, oneVersusRest } from './datasets/labels.js';
export { shuffleDataset } from './datasets/shuffle.js';
export { type SplitDatasetOptions, splitDataset } from './datasets/split.js';
export type { SplitName, Splits } from './datasets/splits.js';
export { type DigitScenesOptions, digitScenes } from './digits/digit-scenes.js';
export type { BoundingBox } from './images/bounding-box.js';
export {
  type DecodedImage,
  type DecodeImagesOptions,
  decodeImages,
  type PreprocessedImage,
  preprocessImages,
} from './images/decode-images.js';
export type { DecodeLimits } from './images/decode-limits.js';
export type { ImageSource } from './images/image-source.js';
export { isImageName } from './images/image-types.js';
