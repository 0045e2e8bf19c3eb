import { ConvzooError } from '@convzoo/core';
import { type Dataset, oneVersusRest, type Splits, splitDataset } from '@convzoo/data';
import { settingDefaults, type TrainConfig } from './schema.js';

/** Data for a run. */
export interface RunData {
  readonly train: Dataset;
  readonly validation?: Dataset;
  readonly test?: Dataset;
  /** How images were set apart for validation; not there if the data came with their own split, or without any. */
  readonly split?: SplitFacts;
}

/** What it takes to set the same images apart again. */
export interface SplitFacts {
  readonly seed: number;
  /** Share of the training images. */
  readonly validation: number;
}

/** The fields of a config that concern the data. */
export type DataConfig = {
  readonly [K in 'data' | 'head' | 'validation' | 'seed']?: TrainConfig[K] | undefined;
};

/**
 * Opened data as a config wants them: relabeled for a binary head, and with images set apart for validation if the
 * data have none. Without `validation` in the config a tenth is set apart, or nothing if each class has one image.
 *
 * @throws ConvzooError `invalid-data` if there is nothing to train on; what splitting and relabeling throw
 */
export function prepareData(
  { data, head, validation: share, seed = settingDefaults.seed }: DataConfig,
  splits: Splits,
): RunData {
  const isBinary = head?.kind === 'binary' || (head?.kind === undefined && head?.class !== undefined);
  const relabel = (dataset: Dataset): Dataset => (isBinary ? binaryData(dataset, head?.class) : dataset);
  const { train, validation, test } = splits;
  if (train === undefined) {
    throw new ConvzooError('invalid-data', {
      subject: data ?? 'data',
      expected: 'images to train on',
      found: `only ${Object.keys(splits).join(' and ') || 'an empty dataset'}`,
    });
  }
  const parts = { train: relabel(train), ...(test && { test: relabel(test) }) };
  if (validation !== undefined) return { ...parts, validation: relabel(validation) };
  const split = { seed, validation: share ?? settingDefaults.validation };
  const mayBeLeftOut = share === undefined && !canBeSplit(parts.train, split);
  if (split.validation === 0 || mayBeLeftOut) return parts;
  const [kept, apart] = setApart(parts.train, split);
  return { ...parts, train: kept, validation: apart, split };
}

/** The training images that are left, and those for validation. */
export function setApart(train: Dataset, { seed, validation }: SplitFacts): [Dataset, Dataset] {
  return splitDataset(train, { share: validation, seed });
}

function canBeSplit(train: Dataset, split: SplitFacts): boolean {
  try {
    setApart(train, split);
    return true;
  } catch {
    return false;
  }
}

/** @throws ConvzooError `invalid-argument` if it is not said which class of several to decide on */
export function binaryData(dataset: Dataset, className: string | undefined): Dataset {
  if (dataset.classes.length === 1) return dataset;
  if (className !== undefined) return oneVersusRest(dataset, className);
  throw new ConvzooError('invalid-argument', {
    subject: 'head.class',
    expected: `the class to decide on, one of ${dataset.classes.join(', ')}`,
    found: 'nothing',
  });
}
