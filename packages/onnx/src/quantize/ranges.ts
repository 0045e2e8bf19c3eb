/** The values of a tensor over the calibration images. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  /** Counts of values in equal intervals from `min` to `max`. */
  readonly counts: Float64Array;
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

export type CalibrationMethod =
  /** The whole range. */
  | 'min-max'
  /** The range of 99.99 % of the values; half of the rest is clipped on either side. */
  | 'percentile'
  /**
   * The range whose quantized distribution has the least Kullback-Leibler divergence from the original
   * (Migacz 2017). Values that constant backgrounds produce are ignored.
   */
  | 'entropy';

const PERCENTILE = 0.9999;
/** Levels on one side of zero: all 256 if nothing is negative. */
const levelsOf = ({ min }: Range): number => (min < 0 ? 128 : 256);

/** The range that a tensor's 256 levels should cover. */
export function rangeOf(histogram: Histogram, method: CalibrationMethod): Range {
  switch (method) {
    case 'min-max':
      return histogram;
    case 'percentile':
      return percentileRange(histogram);
    case 'entropy':
      return entropyRange(histogram);
  }
}

function percentileRange({ min, max, counts }: Histogram): Range {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const tail = (total * (1 - PERCENTILE)) / 2;
  const width = (max - min) / counts.length;
  const cut = (ordered: Float64Array): number => {
    let seen = 0;
    const index = ordered.findIndex((count) => {
      seen += count;
      return seen > tail;
    });
    return Math.max(0, index) * width;
  };
  return { min: min + cut(counts), max: max - cut(counts.toReversed()) };
}

function entropyRange({ min, max, counts }: Histogram): Range {
  const magnitudes = withoutConstants(foldSigns({ min, max, counts }));
  const levels = levelsOf({ min, max });
  const width = Math.max(-min, max) / magnitudes.length;
  let best = { divergence: Number.POSITIVE_INFINITY, bins: magnitudes.length };
  for (let bins = levels; bins <= magnitudes.length; bins += levels / 8) {
    const divergence = divergenceWhenClipped(magnitudes, bins, levels);
    if (divergence < best.divergence) best = { divergence, bins };
  }
  const threshold = best.bins * width;
  return { min: Math.max(min, -threshold), max: Math.min(max, threshold) };
}

/**
 * The counts without values that very many elements share: the zeros after a ReLU, and what a constant
 * background becomes in every channel. Some level is close to such a value whatever the range is. As a part
 * of the distribution it would demand a level of its own, and so a range that clips everything else.
 */
function withoutConstants(magnitudes: Float64Array): Float64Array {
  const total = magnitudes.reduce((sum, count) => sum + count, 0);
  const around = (i: number): number => Math.max(magnitudes[i - 1] ?? 0, magnitudes[i + 1] ?? 0);
  return magnitudes.map((count, i) => Math.min(count, Math.max(2 * around(i), MANY * total)));
}

/** A value that more than this share of all elements have is taken for a constant. */
const MANY = 0.002;

/** Counts by magnitude. */
function foldSigns({ min, max, counts }: Histogram): Float64Array {
  const magnitudes = new Float64Array(counts.length);
  const largest = Math.max(-min, max) || 1;
  counts.forEach((count, i) => {
    const value = Math.abs(min + ((i + 0.5) * (max - min)) / counts.length);
    magnitudes[Math.min(counts.length - 1, Math.floor((value / largest) * counts.length))]! += count;
  });
  return magnitudes;
}

/** Kullback-Leibler divergence of a histogram, clipped to `bins`, from its quantization to some levels. */
function divergenceWhenClipped(magnitudes: Float64Array, bins: number, levels: number): number {
  const reference = magnitudes.slice(0, bins);
  reference[bins - 1]! += magnitudes.slice(bins).reduce((sum, count) => sum + count, 0);
  const quantized = inLevels(magnitudes.slice(0, bins), levels);
  const total = reference.reduce((sum, count) => sum + count, 0);
  const quantizedTotal = quantized.reduce((sum, count) => sum + count, 0) || 1;
  let divergence = 0;
  for (let i = 0; i < bins; i++) {
    const p = reference[i]! / total;
    if (p > 0) divergence += p * Math.log(p / Math.max(quantized[i]! / quantizedTotal, 1e-12));
  }
  return divergence;
}

/** The counts of each level, spread evenly over its non-empty bins. */
function inLevels(counts: Float64Array, levels: number): Float64Array {
  const result = new Float64Array(counts.length);
  for (let level = 0; level < levels; level++) {
    const begin = Math.floor((level * counts.length) / levels);
    const end = Math.floor(((level + 1) * counts.length) / levels);
    const bins = counts.subarray(begin, end);
    const mean =
      bins.reduce((sum, count) => sum + count, 0) / (bins.filter((count) => count > 0).length || 1);
    for (let i = begin; i < end; i++) if (counts[i]! > 0) result[i] = mean;
  }
  return result;
}
