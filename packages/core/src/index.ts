export type {
  Architecture,
  ArchitectureDefinition,
  ArchitectureOptions,
  InputShape,
  KerasLayer,
  KerasNetwork,
  Paper,
  PublishedWeights,
  StateDictNames,
  TimmModel,
} from './architecture/architecture.js';
export { defineArchitecture } from './architecture/define.js';
export { type InputSizes, resolveInputShape, scaleChannels } from './architecture/input-shape.js';
export {
  type BuilderOptions,
  type ClassifierBuilder,
  classifierBuilder,
} from './classifier/classifier-builder.js';
export { type ClassifierOptions, createClassifier } from './classifier/create-classifier.js';
export type { Cut } from './classifier/cut.js';
export { type ArchitectureDescription, describeArchitecture } from './classifier/describe.js';
export {
  checkModelDescription,
  type DescribeModelOptions,
  describedHead,
  describeModel,
  type ModelDescription,
  modelMetadata,
  parseModelDescription,
} from './classifier/description.js';
export type { FeatureInfo, ImageClassifier } from './classifier/image-classifier.js';
export { type SplitOptions, splitAt } from './classifier/split.js';
export { ConvzooError, type ErrorCode, type ErrorDetails } from './errors.js';
export { type LayerRow, layerTable, type Size, totalSize } from './graph/layer-table.js';
export { type BinaryHeadOptions, binaryHead } from './heads/binary.js';
export { type CreateHeadOptions, createHead } from './heads/create-head.js';
export type { DecodeOptions, Head, HeadKind, Label, Metric, Prediction } from './heads/head.js';
export { type MultiClassHeadOptions, multiClassHead } from './heads/multi-class.js';
export { type MultiLabelHeadOptions, multiLabelHead } from './heads/multi-label.js';
export {
  constant,
  type Distribution,
  defaultInitialize,
  heNormal,
  type Initialize,
  normal,
  torchDefault,
  uniform,
  type WeightInfo,
} from './init/distributions.js';
export { initialized, zeroInitialized } from './init/initialized.js';
export { randomNumbers } from './init/random.js';
export type { Json, JsonObject } from './json.js';
export { batchNorm } from './layers/batch-norm.js';
export { type SubsampleOptions, subsampleAndPadChannels } from './layers/channel-padding.js';
export { type Conv2dOptions, conv2d } from './layers/conv2d.js';
export { dense, flatten, relu } from './layers/dense.js';
export { dropout, seedDropout } from './layers/dropout.js';
export {
  concat,
  fromTfLayer,
  identity,
  type Layer,
  mapShape,
  residual,
  sequential,
  shapeOf,
} from './layers/layer.js';
export { type LocalResponseNormOptions, localResponseNorm } from './layers/local-response-norm.js';
export {
  type AveragePoolOptions,
  adaptiveAveragePool,
  averagePool,
  globalAveragePool,
  type MaxPoolOptions,
  maxPool,
} from './layers/pooling.js';
export { tap } from './layers/tap.js';
export { nearest } from './nearest.js';
export { flattenAlpha, toGray } from './preprocess/color.js';
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
export type { HostTensor, StateDict, TensorDtype, TensorValues } from './state-dict.js';
export { countClasses } from './weights/count-classes.js';
export { fromKeras, type KerasWeights } from './weights/keras.js';
