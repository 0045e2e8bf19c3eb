export { defineArchitecture } from './architecture/define.js';
export { type InputSizes, resolveInputShape, scaleChannels } from './architecture/input-shape.js';
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
