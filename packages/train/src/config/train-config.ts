import type { AugmentationName } from '@convzoo/data';
import type { OptimizerOptions } from '../optimizers/create-optimizer.js';
import type { FreezingStage } from '../options.js';
import type { ScheduleOptions } from '../schedules.js';
import {
  byKind,
  listOf,
  number,
  object,
  oneOf,
  optional,
  record,
  type Schema,
  text,
  yesOrNo,
} from './schema.js';

/** A training run as data: what a config file holds. Whatever is left out has the default of `train`. */
export interface TrainConfig {
  /** What `openDataset` opens. */
  readonly data: string;
  /** Share of the training images that is kept for validation where the data have none. Default 0.1; 0 for none. */
  readonly validation?: number;
  /** Name of the architecture. */
  readonly model: string;
  /** Options of the architecture, such as inputShape and width. */
  readonly modelOptions?: Readonly<Record<string, unknown>>;
  readonly head: {
    readonly kind: 'binary' | 'multi-class' | 'multi-label';
    /** The class that a binary head decides on. */
    readonly class?: string;
    readonly labelSmoothing?: number;
    /** Weighs classes, or positive labels, by how rare they are. Default false. */
    readonly balanced?: boolean;
  };
  /** Where to start from: a file, a published tag, a hub repository. Default: random weights. */
  readonly weights?: string;
  readonly epochs: number;
  readonly batchSize?: number;
  readonly accumulate?: number;
  readonly learningRate?: number;
  readonly optimizer?: OptimizerOptions;
  readonly schedule?: ScheduleOptions;
  /** Default none. */
  readonly augmentation?: AugmentationName;
  readonly mix?: { readonly kind: 'mixup' | 'cutmix'; readonly alpha: number };
  readonly clipNorm?: number;
  readonly ema?: number;
  readonly patience?: number;
  readonly freezing?: readonly FreezingStage[];
  readonly seed?: number;
  readonly runtime?: string;
  /** A checkpoint after so many steps, besides those after epochs. */
  readonly checkpointEvery?: number;
  /** How many checkpoints are kept. Default 2. */
  readonly keepCheckpoints?: number;
  /** Makes an image that can't be read an error. Default false: it is reported and left out. */
  readonly strict?: boolean;
}

const share = number({ min: 0, below: 1 });
const positive = number({ above: 0 });
const count = number({ min: 1, whole: true });
const warmupEpochs = optional(number({ min: 0 }));

const schema: Schema<TrainConfig> = object({
  data: text,
  validation: optional(share),
  model: text,
  modelOptions: optional(record),
  head: object({
    kind: oneOf(['binary', 'multi-class', 'multi-label']),
    class: optional(text),
    labelSmoothing: optional(share),
    balanced: optional(yesOrNo),
  }),
  weights: optional(text),
  epochs: count,
  batchSize: optional(count),
  accumulate: optional(count),
  learningRate: optional(positive),
  optimizer: optional(
    byKind({
      sgd: {
        momentum: optional(share),
        nesterov: optional(yesOrNo),
        weightDecay: optional(number({ min: 0 })),
        decay: optional(oneOf(['coupled', 'decoupled'])),
      },
      adamw: {
        beta1: optional(share),
        beta2: optional(share),
        epsilon: optional(positive),
        weightDecay: optional(number({ min: 0 })),
      },
    }),
  ),
  schedule: optional(
    byKind({
      constant: { warmupEpochs },
      cosine: { warmupEpochs, final: optional(number({ min: 0, max: 1 })) },
      step: { warmupEpochs, milestones: listOf(number({ min: 0 })), factor: optional(positive) },
      'one-cycle': {
        peak: optional(number({ above: 0, below: 1 })),
        startDivisor: optional(positive),
        endDivisor: optional(positive),
      },
    }),
  ),
  augmentation: optional(oneOf(['none', 'crop', 'crop-flip', 'digits', 'imagenet', 'color', 'trivial'])),
  mix: optional(object({ kind: oneOf(['mixup', 'cutmix']), alpha: number({ above: 0, max: 1 }) })),
  clipNorm: optional(positive),
  ema: optional(share),
  patience: optional(count),
  freezing: optional(listOf(object({ epoch: number({ min: 0, whole: true }), upTo: optional(text) }))),
  seed: optional(number({ whole: true })),
  runtime: optional(text),
  checkpointEvery: optional(count),
  keepCheckpoints: optional(count),
  strict: optional(yesOrNo),
});

/**
 * Checks a config, such as a parsed JSON file; `source` names it in messages.
 *
 * @throws ConvzooError `invalid-argument` for a value that can't be meant; `unknown-name`, with the nearest name,
 * for a field or choice that does not exist
 */
export function parseTrainConfig(value: unknown, source = 'config'): TrainConfig {
  return schema(value, source);
}
