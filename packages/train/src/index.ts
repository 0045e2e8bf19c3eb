export { balancedClassWeights, balancedPositiveWeights } from './class-balance.js';
export { headFor, prepareData, type RunData, trainOptions } from './config/settings.js';
export { parseTrainConfig, type TrainConfig } from './config/train-config.js';
export { type WeightAverage, weightAverage } from './ema.js';
export { type Evaluated, type EvaluateOptions, type Evaluation, evaluate, type Mistake } from './evaluate.js';
export { type LossAndGradients, lossAndGradients } from './gradients.js';
export type { ClassMetrics } from './metrics/class-metrics.js';
export {
  createMetrics,
  type MetricAccumulator,
  type MetricResult,
  primaryMetric,
} from './metrics/metrics.js';
export { type RankingQuality, rankingQuality } from './metrics/ranking.js';
export { type AdamWOptions, adamW } from './optimizers/adamw.js';
export { createOptimizer, type Optimizer, type OptimizerOptions } from './optimizers/optimizer.js';
export { type SgdOptions, sgd } from './optimizers/sgd.js';
export type { FreezingStage, TrainOptions } from './options.js';
export { type Parameter, trainableParameters } from './parameters.js';
export { type ProgressLine, type ProgressStream, progressLine } from './progress-line.js';
export { type IllustratedMistake, type ReportContent, renderReport } from './report/report.js';
export type { EpochReport, EpochSummary, StepReport } from './reports.js';
export { createSchedule, type Schedule, type ScheduleOptions, type TrainingLength } from './schedules.js';
export type { Progress, TrainingState } from './state.js';
export { eventRecord, fileVersion, type TensorBoardEvent } from './tensorboard/event.js';
export { type TrainingResult, train } from './train.js';
