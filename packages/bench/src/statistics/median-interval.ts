/** Closed interval, lower end first. */
export type Interval = readonly [low: number, high: number];

/**
 * Distribution-free confidence interval of the median: the narrowest pair of order statistics x(k), x(n+1-k)
 * that covers the median with at least the given confidence (Conover, Practical Nonparametric Statistics,
 * 1999, section 3.2). The number of values below the median is binomial(n, 1/2), whatever their distribution.
 * Null where even the whole range does not reach the confidence: below 6 values at 95 %.
 */
export function medianInterval(sorted: readonly number[], confidence = 0.95): Interval | null {
  const n = sorted.length;
  const allowed = (1 - confidence) / 2;
  let k = 0;
  let tail = 0;
  // P(fewer than k + 1 values lie below the median), summed in logarithms: 2 ** -n underflows above n = 1074.
  let logTerm = -n * Math.LN2;
  while (k < n) {
    tail += Math.exp(logTerm);
    if (tail > allowed) break;
    logTerm += Math.log((n - k) / (k + 1));
    k++;
  }
  return k === 0 ? null : [sorted[k - 1]!, sorted[n - k]!];
}
