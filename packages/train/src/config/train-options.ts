import { augmentations } from '@convzoo/data';
import { cutmix, mixup } from '@convzoo/data/augment';
import type { TrainOptions } from '../options.js';
import type { TrainSettings } from './schema.js';

/** The options of `train` that settings describe, for a network's input size. */
export function trainOptions(
  { augmentation, mix, ...settings }: TrainSettings,
  [height, width]: readonly [height: number, width: number, ...rest: number[]],
): TrainOptions {
  return {
    epochs: settings.epochs,
    batchSize: settings.batchSize,
    accumulate: settings.accumulate,
    learningRate: settings.learningRate,
    optimizer: settings.optimizer,
    schedule: settings.schedule,
    clipNorm: settings.clipNorm,
    ema: settings.ema,
    patience: settings.patience,
    freezing: settings.freezing,
    seed: settings.seed,
    augmentation: augmentation && augmentations[augmentation]([height, width]),
    mix: mix && mixes[mix.kind](mix.alpha),
  };
}

const mixes = { mixup, cutmix } as const;
