import { binaryHead, ConvzooError, type Head, multiClassHead, multiLabelHead } from '@convzoo/core';
import { augmentations, type Dataset, oneVersusRest, type Splits, splitDataset } from '@convzoo/data';
import { cutmix, mixup } from '@convzoo/data/augment';
import { balancedClassWeights, balancedPositiveWeights } from '../class-balance.js';
import type { TrainOptions } from '../options.js';
import type { TrainConfig } from './train-config.js';

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

/**
 * Opened data as a config wants them: relabeled for a binary head, and with images set apart for validation if the
 * data have none. Without `validation` in the config a tenth is set apart, or nothing if each class has one image.
 *
 * @throws ConvzooError `invalid-data` if there is nothing to train on; what splitting and relabeling throw
 */
export function prepareData(config: TrainConfig, splits: Splits): RunData {
  const { kind, class: className } = config.head;
  const relabel = (dataset: Dataset): Dataset =>
    kind === 'binary' ? binaryData(dataset, className) : dataset;
  const { train, validation, test } = splits;
  if (train === undefined) {
    throw new ConvzooError('invalid-data', {
      subject: config.data,
      expected: 'images to train on',
      found: `only ${Object.keys(splits).join(' and ')}`,
    });
  }
  const parts = { train: relabel(train), ...(test && { test: relabel(test) }) };
  if (validation !== undefined) return { ...parts, validation: relabel(validation) };
  const split = { seed: config.seed ?? 0, validation: config.validation ?? 0.1 };
  const mayBeLeftOut = config.validation === undefined && !canBeSplit(parts.train, split);
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

/** The head that a config describes, for these classes. */
export function headFor({ head }: TrainConfig, train: Dataset): Head {
  const smoothing = head.labelSmoothing === undefined ? {} : { labelSmoothing: head.labelSmoothing };
  const positiveWeights = head.balanced === true ? balancedPositiveWeights(train) : undefined;
  switch (head.kind) {
    case 'multi-class':
      return multiClassHead(train.classes, {
        ...smoothing,
        ...(head.balanced === true ? { classWeights: balancedClassWeights(train) } : {}),
      });
    case 'multi-label':
      return multiLabelHead(train.classes, {
        ...smoothing,
        ...(positiveWeights === undefined ? {} : { positiveWeights }),
      });
    case 'binary':
      return binaryHead(train.classes[0]!, {
        ...smoothing,
        ...(positiveWeights === undefined ? {} : { positiveWeight: positiveWeights[0]! }),
      });
  }
}

/** The options of `train` that a config describes, for a network's input size. */
export function trainOptions(
  { augmentation, mix, ...config }: TrainConfig,
  [height, width]: readonly [height: number, width: number, ...rest: number[]],
): TrainOptions {
  return {
    epochs: config.epochs,
    batchSize: config.batchSize,
    accumulate: config.accumulate,
    learningRate: config.learningRate,
    optimizer: config.optimizer,
    schedule: config.schedule,
    clipNorm: config.clipNorm,
    ema: config.ema,
    patience: config.patience,
    freezing: config.freezing,
    seed: config.seed,
    augmentation: augmentation && augmentations[augmentation]([height, width]),
    mix: mix && mixes[mix.kind](mix.alpha),
  };
}

const mixes = { mixup, cutmix } as const;
