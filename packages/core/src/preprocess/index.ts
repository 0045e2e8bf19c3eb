export { flattenAlpha, toGray } from './color.js';
export { type CropBox, cropBox } from './crop.js';
export { fitPreprocessing } from './fit.js';
export type { Pixels } from './pixels.js';
export { preprocess, preprocessBatch, resizeAndCrop } from './preprocess.js';
export { checkPreprocessing, type Preprocessing, preprocessedShape } from './preprocessing.js';
export {
  cifar10Preprocessing,
  imagenetPreprocessing,
  imagenetV2Preprocessing,
  kerasCaffePreprocessing,
  kerasTfPreprocessing,
  preprocessingFor,
  timmPreprocessing,
} from './presets.js';
export type { Interpolation, Interval } from './resample.js';
export { type Region, type ResizeOptions, resizePixels } from './resize.js';
