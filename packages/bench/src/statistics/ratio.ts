import type { Interval } from './median-interval.js';

export interface Ratio {
  /** Hodges-Lehmann estimate: the median of all after[i] / before[j]. */
  readonly estimate: number;
  /** 95 % confidence interval, from the ranks of the Mann-Whitney test. */
  readonly interval: Interval;
}

const z95 = 1.959963984540054;

/** Enough for stable ranks; beyond, the pairs would fill memory. */
const mostValues = 1000;

/**
 * How many times as long the second sample takes as the first, without assuming a distribution: Hodges &
 * Lehmann (1963) on logarithms, with the interval of Mann and Whitney's normal approximation.
 *
 * @throws RangeError for an empty sample
 */
export function ratioOfDurations(before: readonly number[], after: readonly number[]): Ratio {
  if (before.length === 0 || after.length === 0) throw new RangeError('ratio: expected two samples.');
  const [a, b] = [thinned(before), thinned(after)];
  const ratios = Float64Array.from({ length: a.length * b.length }, (_, i) => {
    return b[i % b.length]! / a[Math.floor(i / b.length)]!;
  }).sort();
  const pairs = ratios.length;
  const spread = z95 * Math.sqrt((pairs * (a.length + b.length + 1)) / 12);
  const low = Math.max(0, Math.floor(pairs / 2 - spread));
  const middle = (pairs - 1) / 2;
  return {
    estimate: (ratios[Math.floor(middle)]! + ratios[Math.ceil(middle)]!) / 2,
    interval: [ratios[low]!, ratios[pairs - 1 - low]!],
  };
}

/** Evenly spaced values of a long sample. */
function thinned(values: readonly number[]): readonly number[] {
  if (values.length <= mostValues) return values;
  const step = values.length / mostValues;
  return Array.from({ length: mostValues }, (_, i) => values[Math.floor(i * step)]!);
}
