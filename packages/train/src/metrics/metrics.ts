import type { Head, HeadKind } from '@convzoo/core';
import type { MetricAccumulator } from './accumulator.js';
import { labelMetrics } from './label-metrics.js';
import { multiClassMetrics } from './multi-class-metrics.js';

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
