import { ConvzooError, type ImageClassifier } from '@convzoo/core';
import { batchesPerEpoch, type Dataset } from '@convzoo/data';
import { settingDefaults } from './config/schema.js';
import type { OptimizerOptions } from './optimizers/create-optimizer.js';
import type { TrainOptions } from './options.js';
import { createSchedule, type Schedule } from './schedules.js';

/** The options of a run with their defaults, and what follows from them and the data. */
export interface TrainingPlan {
  readonly epochs: number;
  readonly batchSize: number;
  readonly accumulate: number;
  readonly optimizer: OptimizerOptions;
  readonly learningRate: number;
  /** Learning rate of a step over the highest one. */
  readonly schedule: Schedule;
  readonly seed: number;
  readonly patience: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
}

/** @throws ConvzooError `invalid-argument` for an option out of range */
export function planTraining(dataset: Dataset, options: TrainOptions): TrainingPlan {
  checkOptions(options);
  const {
    epochs,
    batchSize = settingDefaults.batchSize,
    accumulate = settingDefaults.accumulate,
    optimizer = settingDefaults.optimizer,
    learningRate = settingDefaults.learningRate[optimizer.kind],
    schedule = settingDefaults.schedule,
    seed = settingDefaults.seed,
    patience = Number.POSITIVE_INFINITY,
  } = options;
  const stepsPerEpoch = Math.max(1, Math.floor(batchesPerEpoch(dataset, batchSize) / accumulate));
  const totalSteps = epochs * stepsPerEpoch;
  return {
    epochs,
    batchSize,
    accumulate,
    optimizer,
    learningRate,
    schedule: createSchedule(schedule, { totalSteps, stepsPerEpoch }),
    seed,
    patience,
    stepsPerEpoch,
    totalSteps,
  };
}

/** @throws ConvzooError `unknown-name` or `invalid-data` for a label that the head does not know */
export function checkLabels({ head }: ImageClassifier, { samples }: Dataset): void {
  const checked = new Set<string>();
  for (const { label } of samples) {
    const key = JSON.stringify(label);
    if (!checked.has(key)) head.encode(label);
    checked.add(key);
  }
}

function checkOptions(options: TrainOptions): void {
  const wholes = ['epochs', 'batchSize', 'accumulate', 'patience'] as const;
  const positives = ['learningRate', 'clipNorm'] as const;
  const refuse = (subject: string, expected: string, found: number): never => {
    throw new ConvzooError('invalid-argument', { subject, expected, found: `${found}` });
  };
  for (const key of wholes) {
    const value = options[key];
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1)) {
      refuse(key, 'a whole number, at least 1', value);
    }
  }
  for (const key of positives) {
    const value = options[key];
    if (value !== undefined && !(Number.isFinite(value) && value > 0)) refuse(key, 'a number above 0', value);
  }
  const { ema } = options;
  if (ema !== undefined && !(ema >= 0 && ema < 1)) refuse('ema', 'at least 0 and less than 1', ema);
}
