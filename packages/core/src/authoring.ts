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
export { gelu, hardSigmoid, hardSwish, relu, relu6, sigmoid, silu } from './layers/activations.js';
export { type BatchNormOptions, batchNorm } from './layers/batch-norm.js';
export { type SubsampleOptions, subsampleAndPadChannels } from './layers/channel-padding.js';
export {
  type Conv2dOptions,
  conv2d,
  type DepthwiseConv2dOptions,
  depthwiseConv2d,
  type PerSide,
} from './layers/conv2d.js';
export { dense, flatten } from './layers/dense.js';
export { dropout, seedDropout, stochasticDepth } from './layers/dropout.js';
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
export { type LayerNormOptions, layerNorm } from './layers/layer-norm.js';
export { type LayerScaleOptions, layerScale } from './layers/layer-scale.js';
export { type LocalResponseNormOptions, localResponseNorm } from './layers/local-response-norm.js';
export {
  type AveragePoolOptions,
  adaptiveAveragePool,
  averagePool,
  globalAveragePool,
  type MaxPoolOptions,
  maxPool,
} from './layers/pooling.js';
export { type SqueezeExciteOptions, squeezeExcite } from './layers/squeeze-excite.js';
export { tap } from './layers/tap.js';
