/** How often a class was predicted and true, over all samples. */
export interface ClassCounts {
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
}

export interface ClassMetrics {
  readonly name: string;
  /** Samples that have the class. */
  readonly support: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Precision, recall and F1 of one class; 0 where nothing was predicted or nothing is true, as in scikit-learn. */
export function classMetrics(
  name: string,
  { truePositives, falsePositives, falseNegatives }: ClassCounts,
): ClassMetrics {
  const ratio = (numerator: number, denominator: number): number =>
    denominator === 0 ? 0 : numerator / denominator;
  return {
    name,
    support: truePositives + falseNegatives,
    precision: ratio(truePositives, truePositives + falsePositives),
    recall: ratio(truePositives, truePositives + falseNegatives),
    f1: ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
  };
}

export function sumCounts(counts: readonly ClassCounts[]): ClassCounts {
  const total = { truePositives: 0, falsePositives: 0, falseNegatives: 0 };
  for (const one of counts) {
    total.truePositives += one.truePositives;
    total.falsePositives += one.falsePositives;
    total.falseNegatives += one.falseNegatives;
  }
  return total;
}

/** The mean of the numbers that are not NaN; NaN where there is none. */
export function meanOfDefined(values: readonly number[]): number {
  const defined = values.filter((value) => !Number.isNaN(value));
  return defined.reduce((sum, value) => sum + value, 0) / defined.length;
}
