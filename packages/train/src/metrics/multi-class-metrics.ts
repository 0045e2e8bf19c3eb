import type { Head } from '@convzoo/core';
import type { MetricAccumulator } from './accumulator.js';
import { calibration } from './calibration.js';
import { classMetrics, meanOfDefined } from './class-metrics.js';

/**
 * Top-1 and top-5 accuracy, confusion, precision, recall and F1 by class and averaged, calibration. Memory: one
 * number per pair of classes, whatever the number of samples.
 */
export function multiClassMetrics({ classes }: Head): MetricAccumulator {
  const confusion = classes.map(() => new Uint32Array(classes.length));
  const confidence = calibration();
  let [samples, top1, top5] = [0, 0, 0];
  return {
    add: (target, scores) => {
      const [truth, predicted] = [largest(target), largest(scores)];
      let higher = 0;
      for (let c = 0; c < scores.length; c++) if (scores[c]! > scores[truth]!) higher++;
      samples++;
      if (predicted === truth) top1++;
      if (higher < 5) top5++;
      confusion[truth]![predicted]!++;
      confidence.add(scores[predicted]!, predicted === truth);
    },
    result: () => {
      const perClass = classes.map((name, c) => {
        const predicted = confusion.reduce((sum, row) => sum + row[c]!, 0);
        const support = confusion[c]!.reduce((sum, count) => sum + count, 0);
        const truePositives = confusion[c]![c]!;
        return classMetrics(name, {
          truePositives,
          falsePositives: predicted - truePositives,
          falseNegatives: support - truePositives,
        });
      });
      // As in scikit-learn, the averages are over the classes that are true or predicted at least once.
      const present = perClass.filter(
        (_, c) => confusion.some((row) => row[c]! > 0) || confusion[c]!.some(Boolean),
      );
      const mean = (key: 'precision' | 'recall' | 'f1'): number =>
        meanOfDefined(present.map((one) => one[key]));
      return {
        metrics: {
          accuracy: top1 / samples,
          ...(classes.length > 5 ? { top5Accuracy: top5 / samples } : {}),
          macroPrecision: mean('precision'),
          macroRecall: mean('recall'),
          macroF1: mean('f1'),
          calibrationError: confidence.error(),
        },
        classes: perClass,
        confusion: confusion.map((row) => [...row]),
      };
    },
  };
}

/** The position of the largest value, the first of several. */
function largest(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
