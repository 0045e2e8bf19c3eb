import type { Head, HeadKind } from '@convzoo/core';
import type { ClassMetrics } from './class-metrics.js';
import { labelMetrics } from './label-metrics.js';
import { multiClassMetrics } from './multi-class-metrics.js';

/** What the predictions on a dataset amount to. */
export interface MetricResult {
  /** By name; those that are not defined for the data, such as an area without negatives, are left out. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly classes: readonly ClassMetrics[];
  /** Samples by true class (row) and predicted class (column), where each sample has exactly one of each. */
  readonly confusion?: readonly (readonly number[])[];
}

/** Takes in one sample after the other. */
export interface MetricAccumulator {
  add(target: Float32Array, scores: Float32Array): void;
  result(): MetricResult;
}

/** The metrics that fit a head's kind. */
export function createMetrics(head: Head): MetricAccumulator {
  return head.kind === 'multi-class' ? multiClassMetrics(head) : labelMetrics(head);
}

/** The metric that says which of two models is better. Higher is better. */
export const primaryMetric: Readonly<Record<HeadKind, string>> = {
  'multi-class': 'accuracy',
  'multi-label': 'meanAveragePrecision',
  binary: 'rocAuc',
};
