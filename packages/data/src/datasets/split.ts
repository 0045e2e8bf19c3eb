import { ConvzooError } from '@convzoo/core/errors';
import { createDataset, type Dataset, type Sample } from './dataset.js';
import { shuffle } from './shuffle.js';

export interface SplitDatasetOptions {
  /** Fraction of the samples that goes to the second part, above 0 and below 1. */
  readonly share: number;
  /** Default 0. */
  readonly seed?: number;
}

/**
 * Splits a dataset in two at random and stratified: every label, and in multi-label data every combination of
 * labels, is split by the same fraction, as closely as whole samples allow. The last image of a class always
 * stays in the first part. Both parts keep the order.
 *
 * @throws ConvzooError `invalid-argument` for a share that leaves one part empty
 */
export function splitDataset(
  { classes, samples, warnings }: Dataset,
  { share, seed = 0 }: SplitDatasetOptions,
): [Dataset, Dataset] {
  const second = new Set<Sample>();
  const remaining = countValues(samples);
  // Rounding errors of one group carry over to the next.
  let owed = 0;
  for (const [label, group] of groupByLabel(samples)) {
    owed += group.length * share;
    const count = Math.min(group.length, Math.round(owed));
    for (const sample of shuffle(group, `split/${seed}/${label}`).slice(0, count)) {
      const values = valuesOf(sample);
      if (values.some((value) => remaining.get(value) === 1)) continue;
      for (const value of values) remaining.set(value, remaining.get(value)! - 1);
      second.add(sample);
      owed--;
    }
    owed = Math.min(owed, 1);
  }
  if (!(share > 0 && share < 1) || second.size === 0 || second.size === samples.length) {
    throw new ConvzooError('invalid-argument', {
      subject: 'share of a split',
      expected:
        `a number between 0 and 1 that leaves both parts some of the ${samples.length} samples, ` +
        'and the first part all classes',
      found: `${share}`,
    });
  }
  const part = (isIn: boolean): Dataset =>
    createDataset(
      classes,
      samples.filter((sample) => second.has(sample) === isIn),
      warnings,
    );
  return [part(false), part(true)];
}

/** The classes of a sample, or its binary label. */
function valuesOf({ label }: Sample): string[] {
  return [...new Set((typeof label === 'object' ? label : [label]).map(String))];
}

function countValues(samples: readonly Sample[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const sample of samples) {
    for (const value of valuesOf(sample)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
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
