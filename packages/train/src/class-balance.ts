import { classCounts, type Dataset } from '@convzoo/data';

/**
 * Class weights against imbalance, for `multiClassHead`: samples / (classes · samples of the class), so that each
 * class counts the same (scikit-learn's 'balanced'). Classes without samples get 0.
 */
export function balancedClassWeights(dataset: Dataset): number[] {
  const counts = classCounts(dataset);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (count === 0 ? 0 : total / (counts.length * count)));
}

/**
 * Positive weights against rare labels, for `multiLabelHead` and `binaryHead`: samples without the label over samples
 * with it, at most `limit`.
 */
export function balancedPositiveWeights(dataset: Dataset, limit = 100): number[] {
  const total = dataset.samples.length;
  return classCounts(dataset).map((count) => Math.min(limit, (total - count) / Math.max(1, count)));
}
