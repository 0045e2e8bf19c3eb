/** What a sample of durations looks like, in milliseconds. */
export interface Latency {
  readonly min: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  /** Of the sample: divided by n - 1; 0 for a single value. */
  readonly standardDeviation: number;
}

/** Throws a RangeError for an empty sample. */
export function summarize(durations: readonly number[]): Latency {
  if (durations.length === 0) throw new RangeError('durations: expected at least one, found none.');
  const sorted = [...durations].sort((a, b) => a - b);
  const mean = sum(sorted) / sorted.length;
  const squares = sorted.map((duration) => (duration - mean) ** 2);
  return {
    min: sorted[0]!,
    mean,
    p50: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    p99: quantile(sorted, 0.99),
    max: sorted.at(-1)!,
    standardDeviation: Math.sqrt(sum(squares) / Math.max(1, sorted.length - 1)),
  };
}

/** Linear between the two nearest values, as NumPy's and R's default (type 7 of Hyndman & Fan 1996). */
function quantile(sorted: readonly number[], q: number): number {
  const position = q * (sorted.length - 1);
  const below = sorted[Math.floor(position)]!;
  const above = sorted[Math.ceil(position)]!;
  return below + (above - below) * (position - Math.floor(position));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
