import type { ClassMetrics } from './class-metrics.js';

/** What the predictions on a dataset amount to. */
export interface MetricResult {
  /** By name. Undefined ones are left out, such as the area under a curve without negatives. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly classes: readonly ClassMetrics[];
  /** Samples by true class (row) and predicted class (column), where each sample has exactly one of each. */
  readonly confusion?: readonly (readonly number[])[];
}

/** Takes one sample after the other. */
export interface MetricAccumulator {
  add(target: Float32Array, scores: Float32Array): void;
  result(): MetricResult;
}
