import { binaryHead, ConvzooError, type Head, multiClassHead, multiLabelHead } from '@convzoo/core';
import { augmentations, type Dataset, oneVersusRest, type Splits, splitDataset } from '@convzoo/data';
import { cutmix, mixup } from '@convzoo/data/augment';
import { balancedClassWeights, balancedPositiveWeights } from '../class-balance.js';
import type { TrainOptions } from '../options.js';
import type { TrainConfig } from './train-config.js';

/** Data for a run: a training part for sure. */
export interface RunData {
  readonly train: Dataset;
  readonly validation?: Dataset;
  readonly test?: Dataset;
}

/**
 * Opened data as a config wants them: relabeled for a binary head, and with images set apart for
 * validation where the data have none.
 *
 * @throws ConvzooError `invalid-data` where there is nothing to train on; what splitting and relabeling throw
 */
export function prepareData(config: TrainConfig, splits: Splits): RunData {
  const { kind, class: className } = config.head;
  const relabel = (dataset: Dataset): Dataset => {
    if (kind !== 'binary') return dataset;
    if (className !== undefined) return oneVersusRest(dataset, className);
    if (dataset.classes.length === 1) return dataset;
    throw new ConvzooError('invalid-argument', {
      subject: 'head.class',
      expected: `the class to decide on, one of ${dataset.classes.join(', ')}`,
      found: 'nothing',
    });
  };
  const { train, validation, test } = splits;
  if (train === undefined) {
    throw new ConvzooError('invalid-data', {
      subject: config.data,
      expected: 'images to train on',
      found: `only ${Object.keys(splits).join(' and ')}`,
    });
  }
  const share = config.validation ?? 0.1;
  const parts = { train: relabel(train), ...(test === undefined ? {} : { test: relabel(test) }) };
  if (validation !== undefined) return { ...parts, validation: relabel(validation) };
  if (share === 0) return parts;
  const [kept, apart] = splitDataset(parts.train, { share, seed: config.seed ?? 0 });
  return { ...parts, train: kept, validation: apart };
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
