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
export type { Classifier } from './classifier/classifier.js';
export {
  type BuilderOptions,
  type ClassifierBuilder,
  classifierBuilder,
  isClassifierBuilder,
} from './classifier/classifier-builder.js';
export { type ClassifierOptions, createClassifier } from './classifier/create-classifier.js';
export type { Cut } from './classifier/cut.js';
export { type ArchitectureDescription, describeArchitecture } from './classifier/describe.js';
export {
  type DescribeModelOptions,
  describedHead,
  describeModel,
  versionsInUse,
} from './classifier/describe-model.js';
export {
  checkModelDescription,
  type ModelDescription,
  modelMetadata,
  parseModelDescription,
} from './classifier/description.js';
export { classifierFromLogits } from './classifier/from-logits.js';
export type { FeatureInfo, ImageClassifier } from './classifier/image-classifier.js';
export { type SplitOptions, splitAt } from './classifier/split.js';
export { ConvzooError, type ErrorCode, type ErrorDetails } from './errors/index.js';
export type { LayerRow, Size } from './graph/layer-table.js';
export { type BinaryHeadOptions, binaryHead } from './heads/binary.js';
export { type CreateHeadOptions, createHead } from './heads/create-head.js';
export type { DecodeOptions, Head, Label, Metric, Prediction } from './heads/head.js';
export type { HeadKind } from './heads/kind.js';
export { type MultiClassHeadOptions, multiClassHead } from './heads/multi-class.js';
export { type MultiLabelHeadOptions, multiLabelHead } from './heads/multi-label.js';
export type { Json, JsonObject } from './json.js';
export type { Pixels } from './preprocess/pixels.js';
export type { Preprocessing } from './preprocess/preprocessing.js';
export type { HostTensor, StateDict, TensorDtype, TensorValues } from './state-dict/state-dict.js';
