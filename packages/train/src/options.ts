import type { ConvzooError } from '@convzoo/core';
import type { Dataset, Sample } from '@convzoo/data';
import type { Augmentation, BatchMix } from '@convzoo/data/augment';
import type { EpochReport, StepReport } from './events.js';
import type { OptimizerOptions } from './optimizers/create-optimizer.js';
import type { ScheduleOptions } from './schedules.js';
import type { TrainingState } from './state.js';

/** From an epoch on, the features up to a tap are frozen, or nothing is. */
export interface FreezingStage {
  /** Counted from 0. */
  readonly epoch: number;
  /** A tap of the architecture; undefined: everything learns. */
  readonly upTo?: string | undefined;
}

export interface TrainOptions {
  readonly epochs: number;
  /** Images in memory at once. Default 32. */
  readonly batchSize?: number | undefined;
  /** Gradient accumulation steps. Default 1. */
  readonly accumulate?: number | undefined;
  /** Highest learning rate. Default 0.05 for SGD, 0.001 for AdamW. */
  readonly learningRate?: number | undefined;
  /** Default SGD with momentum 0.9 and weight decay 0.0001. */
  readonly optimizer?: OptimizerOptions | undefined;
  /** Default cosine, without warm-up. */
  readonly schedule?: ScheduleOptions | undefined;
  readonly augmentation?: Augmentation | undefined;
  readonly mix?: BatchMix | undefined;
  /** Highest L2 norm of all gradients together; larger ones are scaled down. Default none. */
  readonly clipNorm?: number | undefined;
  /** Decay of the moving average of the weights, such as 0.999. It is then what is evaluated. Default none. */
  readonly ema?: number | undefined;
  /** Measured after each epoch. */
  readonly validation?: Dataset | undefined;
  /** Stops after so many epochs in a row without a better validation. Default never. */
  readonly patience?: number | undefined;
  /** In the order of their epochs. Default none: the layers that are frozen stay so. */
  readonly freezing?: readonly FreezingStage[] | undefined;
  /** Of order, augmentation, mixture and dropout. Default 0. */
  readonly seed?: number | undefined;
  /** Called with each image that can't be read, which is left out. Without it, such an image is an error. */
  readonly onUnreadable?: ((error: ConvzooError, sample: Sample) => void) | undefined;
  readonly onStep?: ((report: StepReport) => void) | undefined;
  readonly onEpoch?: ((report: EpochReport) => void | Promise<void>) | undefined;
  /** Called with a state that can be resumed: after so many steps, after each epoch, when interrupted. */
  readonly checkpoint?:
    | {
        /** Steps. Default only after epochs. */
        readonly every?: number | undefined;
        save(state: TrainingState): Promise<void>;
      }
    | undefined;
  /** The state of an earlier run with the same classifier, data, optimizer, batch size and seed. */
  readonly resume?: TrainingState | undefined;
  /** Finishes the step, saves a checkpoint and ends. */
  readonly signal?: AbortSignal | undefined;
}
