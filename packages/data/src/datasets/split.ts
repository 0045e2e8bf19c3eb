import { ConvzooError } from '@convzoo/core/errors';
import { createDataset, type Dataset, type Sample } from './dataset.js';
import { shuffle } from './shuffle.js';

export interface SplitOptions {
  /** Share of the samples that goes to the second part, above 0 and below 1. */
  readonly share: number;
  /** Default 0. */
  readonly seed?: number;
}

/**
 * Splits a dataset in two at random, such that every label, and in multi-label data every combination of
 * labels, is divided by the same share as nearly as whole samples allow. Both parts keep the order.
 *
 * @throws ConvzooError `invalid-argument` for a share that leaves one part empty
 */
export function splitDataset(
  { classes, samples }: Dataset,
  { share, seed = 0 }: SplitOptions,
): [Dataset, Dataset] {
  const second = new Set<Sample>();
  // The fractions of samples that groups could not give are owed by the groups after them.
  let owed = 0;
  for (const [label, group] of groupByLabel(samples)) {
    owed += group.length * share;
    const count = Math.min(group.length, Math.round(owed));
    owed -= count;
    for (const sample of shuffle(group, `split/${seed}/${label}`).slice(0, count)) second.add(sample);
  }
  if (!(share > 0 && share < 1) || second.size === 0 || second.size === samples.length) {
    throw new ConvzooError('invalid-argument', {
      subject: 'share of a split',
      expected: `a number between 0 and 1 that leaves some of the ${samples.length} samples to both parts`,
      found: `${share}`,
    });
  }
  return [
    createDataset(
      classes,
      samples.filter((sample) => !second.has(sample)),
    ),
    createDataset(
      classes,
      samples.filter((sample) => second.has(sample)),
    ),
  ];
}

function groupByLabel(samples: readonly Sample[]): Map<string, Sample[]> {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    const { label } = sample;
    const key = JSON.stringify(typeof label === 'object' ? [...label].sort() : label);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [sample]);
    else group.push(sample);
  }
  return groups;
}
