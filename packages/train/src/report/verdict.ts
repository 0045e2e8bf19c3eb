import type { HeadKind } from '@convzoo/core';
import type { Evaluation } from '../evaluate.js';
import { wilsonInterval } from '../metrics/wilson.js';
import { count, percent } from './metric-names.js';

export interface Verdict {
  /** The result in a sentence or two. */
  readonly text: string;
  /** The share of samples that are right, of those whose labels are all right for a multi-label head. */
  readonly accuracy: number;
  /** At 95 %, by Wilson. */
  readonly interval: readonly [low: number, high: number];
  /** What a classifier scores that looks at no image, and what it does. */
  readonly baseline: { readonly value: number; readonly name: string; readonly metric: string };
}

/** What an evaluation amounts to, against always guessing the most frequent class. */
export function verdictOf(kind: HeadKind, evaluatedOn: string, evaluation: Evaluation): Verdict {
  return kind === 'multi-label'
    ? ofLabels(evaluatedOn, evaluation)
    : ofDecisions(kind, evaluatedOn, evaluation);
}

function ofDecisions(
  kind: HeadKind,
  evaluatedOn: string,
  { samples, metrics, classes }: Evaluation,
): Verdict {
  const accuracy = metrics.accuracy ?? 0;
  const interval = wilsonInterval(accuracy, samples);
  const { name, share } = kind === 'binary' ? usualAnswer(classes, samples) : mostFrequent(classes, samples);
  const right =
    `${percent(accuracy)} of ${count(samples)} ${evaluatedOn} images are right ` +
    `(95 % interval ${percent(interval[0])} to ${percent(interval[1])}). `;
  const guess = `always answering ${name}`;
  const against =
    interval[0] > share
      ? `${capitalized(guess)}${kind === 'binary' ? '' : ','} would be right for ${percent(share)}.`
      : `That is not clearly better than ${guess}, which is right for ${percent(share)}.`;
  return {
    text: right + against,
    accuracy,
    interval,
    baseline: { value: share, name: guess, metric: 'accuracy' },
  };
}

function ofLabels(evaluatedOn: string, { samples, metrics, classes }: Evaluation): Verdict {
  const accuracy = metrics.exactMatch ?? 0;
  const interval = wilsonInterval(accuracy, samples);
  const precision = metrics.meanAveragePrecision ?? 0;
  const present = classes.filter(({ support }) => support > 0);
  const chance =
    present.reduce((sum, { support }) => sum + support / samples, 0) / Math.max(1, present.length);
  return {
    text:
      `Mean average precision is ${percent(precision)} over ${count(present.length)} labels of ` +
      `${count(samples)} ${evaluatedOn} images, where a random order would have ${percent(chance)}. ` +
      `All labels are right for ${percent(accuracy)} of the images ` +
      `(95 % interval ${percent(interval[0])} to ${percent(interval[1])}).`,
    accuracy,
    interval,
    baseline: { value: chance, name: 'a random order', metric: 'mean average precision' },
  };
}

function mostFrequent(classes: Evaluation['classes'], samples: number): { name: string; share: number } {
  const [first] = classes.toSorted((a, b) => b.support - a.support);
  return { name: `“${first?.name ?? ''}”, the most frequent class`, share: (first?.support ?? 0) / samples };
}

/** Yes or no, whichever is more frequent. */
function usualAnswer([only]: Evaluation['classes'], samples: number): { name: string; share: number } {
  const share = (only?.support ?? 0) / samples;
  return share >= 0.5
    ? { name: `“${only?.name ?? ''}”`, share }
    : { name: `“not ${only?.name ?? ''}”`, share: 1 - share };
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
