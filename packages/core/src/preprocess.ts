export { flattenAlpha, toGray } from './preprocess/color.js';
export { type CropBox, cropBox } from './preprocess/crop.js';
export { fitPreprocessing } from './preprocess/fit.js';
export type { Pixels } from './preprocess/pixels.js';
export { preprocess, preprocessBatch, resizeAndCrop } from './preprocess/preprocess.js';
export { checkPreprocessing, type Preprocessing, preprocessedShape } from './preprocess/preprocessing.js';
export {
  cifar10Preprocessing,
  imagenetPreprocessing,
  imagenetV2Preprocessing,
  kerasCaffePreprocessing,
  kerasTfPreprocessing,
  preprocessingFor,
  timmPreprocessing,
} from './preprocess/presets.js';
export type { Interpolation, Interval } from './preprocess/resample.js';
export { type Region, type ResizeOptions, resizePixels } from './preprocess/resize.js';
