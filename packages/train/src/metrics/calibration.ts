const bins = 15;

export interface Calibration {
  /** Takes in a probability and whether what it was given to came true. */
  add(probability: number, happened: boolean): void;
  error(): number;
}

/**
 * Expected calibration error (Guo et al. 2017, https://arxiv.org/abs/1706.04599): how far, on average, the
 * probabilities of a bin are from the frequency in it. 15 bins of equal width, each without its lower end.
 */
export function calibration(): Calibration {
  const sums = Array.from({ length: bins }, () => ({ count: 0, probability: 0, happened: 0 }));
  return {
    add: (probability, happened) => {
      const bin = sums[Math.min(bins - 1, Math.max(0, Math.ceil(probability * bins) - 1))]!;
      bin.count++;
      bin.probability += probability;
      if (happened) bin.happened++;
    },
    error: () => {
      const total = sums.reduce((sum, { count }) => sum + count, 0);
      return sums.reduce((sum, bin) => sum + Math.abs(bin.probability - bin.happened), 0) / total;
    },
  };
}
