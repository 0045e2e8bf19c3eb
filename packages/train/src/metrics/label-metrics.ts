import type { Head } from '@convzoo/core';
import type { MetricAccumulator } from './accumulator.js';
import { calibration } from './calibration.js';
import {
  type ClassCounts,
  type ClassMetrics,
  classMetrics,
  meanOfDefined,
  sumCounts,
} from './class-metrics.js';
import { onlyDefined } from './only-defined.js';
import { rankingQuality } from './ranking.js';

/**
 * For multi-label and binary heads. Which labels hold is the head's decision, by its thresholds; average
 * precision and ROC area are exact and need all scores, 16 bytes per sample and class.
 */
export function labelMetrics(head: Head): MetricAccumulator {
  const { classes, kind } = head;
  const counts = classes.map((): ClassCounts => ({ truePositives: 0, falsePositives: 0, falseNegatives: 0 }));
  const allScores: number[][] = classes.map(() => []);
  const allTargets: number[][] = classes.map(() => []);
  const probabilities = calibration();
  let [samples, exact, wrong] = [0, 0, 0];
  return {
    add: (target, scores) => {
      const held = new Set(head.decode(scores).map(({ index }) => index));
      let mistakes = 0;
      for (const [c, count] of counts.entries()) {
        const truth = target[c]! >= 0.5;
        if (held.has(c) && truth) count.truePositives++;
        if (held.has(c) && !truth) count.falsePositives++;
        if (!held.has(c) && truth) count.falseNegatives++;
        if (held.has(c) !== truth) mistakes++;
        allScores[c]!.push(scores[c]!);
        allTargets[c]!.push(truth ? 1 : 0);
        probabilities.add(scores[c]!, truth);
      }
      samples++;
      wrong += mistakes;
      if (mistakes === 0) exact++;
    },
    result: () => {
      const perClass = classes.map((name, c) => classMetrics(name, counts[c]!));
      const rankings = classes.map((_, c) => rankingQuality(allScores[c]!, allTargets[c]!));
      const shared = {
        rocAuc: meanOfDefined(rankings.map(({ rocAuc }) => rocAuc)),
        calibrationError: probabilities.error(),
      };
      const averagePrecision = meanOfDefined(rankings.map((ranking) => ranking.averagePrecision));
      const metrics =
        kind === 'binary'
          ? { accuracy: exact / samples, ...ofOneClass(perClass[0]!), averagePrecision, ...shared }
          : {
              meanAveragePrecision: averagePrecision,
              exactMatch: exact / samples,
              hammingLoss: wrong / (samples * classes.length),
              ...averaged(perClass, counts),
              ...shared,
            };
      const confusion = kind === 'binary' ? { confusion: twoByTwo(counts[0]!, samples) } : {};
      return { metrics: onlyDefined(metrics), classes: perClass, ...confusion };
    },
  };
}

function ofOneClass({ precision, recall, f1 }: ClassMetrics): Record<string, number> {
  return { precision, recall, f1 };
}

function averaged(perClass: readonly ClassMetrics[], counts: readonly ClassCounts[]): Record<string, number> {
  const mean = (key: 'precision' | 'recall' | 'f1'): number => meanOfDefined(perClass.map((one) => one[key]));
  return {
    macroPrecision: mean('precision'),
    macroRecall: mean('recall'),
    macroF1: mean('f1'),
    microF1: classMetrics('all', sumCounts(counts)).f1,
  };
}

/** Rows and columns: without the class, with it. */
function twoByTwo(
  { truePositives, falsePositives, falseNegatives }: ClassCounts,
  samples: number,
): number[][] {
  const trueNegatives = samples - truePositives - falsePositives - falseNegatives;
  return [
    [trueNegatives, falsePositives],
    [falseNegatives, truePositives],
  ];
}
