export { balancedClassWeights, balancedPositiveWeights } from './class-balance.js';
export { headFor } from './config/head-for.js';
export { parseTrainConfig } from './config/parse.js';
export { prepareData, type RunData } from './config/prepare-data.js';
export type { TrainConfig, TrainSettings } from './config/schema.js';
export { trainOptions } from './config/train-options.js';
export { type WeightAverage, weightAverage } from './ema.js';
export { type Evaluated, type EvaluateOptions, type Evaluation, evaluate } from './evaluate.js';
export { type EvaluationResult, type EvaluationSums, evaluationSums } from './evaluation-sums.js';
export type { EpochReport, EpochSummary, StepReport } from './events.js';
export type { Example, ScoredSample } from './examples.js';
export {
  describeFineTuning,
  fineTuneOptions,
  fineTuneSettings,
} from './fine-tune.js';
export { type LossAndGradients, lossAndGradients } from './gradients.js';
export { identityOf } from './identity.js';
export type { MetricResult } from './metrics/accumulator.js';
export type { ClassMetrics } from './metrics/class-metrics.js';
export { createMetrics, primaryMetric } from './metrics/metrics.js';
export { type RankingQuality, rankingQuality } from './metrics/ranking.js';
export { type AdamWOptions, adamW } from './optimizers/adamw.js';
export { createOptimizer, type OptimizerOptions } from './optimizers/create-optimizer.js';
export type { Optimizer } from './optimizers/optimizer.js';
export { type SgdOptions, sgd } from './optimizers/sgd.js';
export type { FreezingStage, TrainOptions } from './options.js';
export { type Parameter, trainableParameters } from './parameters.js';
export type { Progress } from './progress.js';
export type { ReportContent } from './report/content.js';
export { renderReport } from './report/report.js';
export { runSplit } from './run-split.js';
export { createSchedule, type Schedule, type ScheduleOptions, type TrainingLength } from './schedules.js';
export type { TrainingState } from './state.js';
export { type TrainingResult, train } from './train.js';
export { type TrainingFacts, trainingFacts } from './training-facts.js';
