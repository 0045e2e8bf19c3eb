import { type Interval, medianInterval } from './median-interval.js';

/** Summary of a sample of durations, in milliseconds. */
export interface Latency {
  readonly min: number;
  readonly mean: number;
  readonly p50: number;
  /** 95 % confidence interval of the median; null for fewer than 6 values. */
  readonly p50Interval: Interval | null;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  /** Of the sample: divided by n - 1; 0 for a single value. */
  readonly standardDeviation: number;
}

/** @throws RangeError for an empty sample */
export function summarize(durations: readonly number[]): Latency {
  if (durations.length === 0) throw new RangeError('durations: expected at least one, found none.');
  const sorted = durations.toSorted((a, b) => a - b);
  return {
    min: sorted[0]!,
    mean: mean(sorted),
    p50: quantile(sorted, 0.5),
    p50Interval: medianInterval(sorted),
    p90: quantile(sorted, 0.9),
    p95: quantile(sorted, 0.95),
    p99: quantile(sorted, 0.99),
    max: sorted.at(-1)!,
    standardDeviation: standardDeviation(sorted),
  };
}

/** Linear interpolation of sorted values, NumPy's and R's default (type 7 of Hyndman & Fan 1996). */
function quantile(sorted: readonly number[], q: number): number {
  const position = q * (sorted.length - 1);
  const below = sorted[Math.floor(position)]!;
  const above = sorted[Math.ceil(position)]!;
  return below + (above - below) * (position - Math.floor(position));
}

export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

/** Of a sample: divided by n - 1; 0 for a single value. */
export function standardDeviation(values: readonly number[]): number {
  const center = mean(values);
  return Math.sqrt(sum(values.map((value) => (value - center) ** 2)) / Math.max(1, values.length - 1));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
