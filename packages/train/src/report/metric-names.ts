/** Metrics as people write them. */
const names: Readonly<Record<string, string>> = {
  accuracy: 'accuracy',
  top5Accuracy: 'top-5 accuracy',
  macroPrecision: 'mean precision of classes',
  macroRecall: 'mean recall of classes',
  macroF1: 'mean F1 of classes',
  microF1: 'F1 over all labels',
  precision: 'precision',
  recall: 'recall',
  f1: 'F1',
  calibrationError: 'calibration error',
  rocAuc: 'area under the ROC curve',
  averagePrecision: 'average precision',
  meanAveragePrecision: 'mean average precision',
  exactMatch: 'all labels right',
  hammingLoss: 'wrong labels',
};

export const metricName = (metric: string): string =>
  Object.hasOwn(names, metric) ? names[metric]! : metric;

/** 0.9312 as `93.1 %`. */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** 12345 as `12,345`. */
export const count = (n: number): string => n.toLocaleString('en');
