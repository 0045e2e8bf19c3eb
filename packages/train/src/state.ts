import { ConvzooError, type StateDict } from '@convzoo/core';
import type { EpochSummary } from './reports.js';

/** Everything that a training run needs to go on as if it had never stopped. */
export interface TrainingState {
  readonly weights: StateDict;
  /** The moving average of the weights, where there is one. */
  readonly ema?: StateDict;
  readonly optimizer: StateDict;
  readonly progress: Progress;
}

/** The part of the state that is plain JSON. All randomness follows from the seed and these positions. */
export interface Progress {
  readonly formatVersion: 1;
  readonly seed: number;
  readonly stepsPerEpoch: number;
  /** The epoch that comes next or is going on, counted from 0. */
  readonly epoch: number;
  /** Steps of that epoch that are done. */
  readonly stepInEpoch: number;
  /** All steps that are done. */
  readonly step: number;
  /** Sum of the losses of this epoch's steps. */
  readonly lossSum: number;
  readonly best?: { readonly epoch: number; readonly value: number };
  readonly history: readonly EpochSummary[];
  /** Whether the run has come to its end. */
  readonly finished: boolean;
}

export function initialProgress(seed: number, stepsPerEpoch: number): Progress {
  return {
    formatVersion: 1,
    seed,
    stepsPerEpoch,
    epoch: 0,
    stepInEpoch: 0,
    step: 0,
    lossSum: 0,
    history: [],
    finished: false,
  };
}

/** @throws ConvzooError `invalid-argument` where a state belongs to a run with other data or options */
export function checkResumable(progress: Progress, seed: number, stepsPerEpoch: number): void {
  const found = { seed: progress.seed, stepsPerEpoch: progress.stepsPerEpoch };
  if (found.seed === seed && found.stepsPerEpoch === stepsPerEpoch) return;
  throw new ConvzooError('invalid-argument', {
    subject: 'resume',
    expected: `a run with seed ${seed} and ${stepsPerEpoch} steps per epoch`,
    found: `seed ${found.seed} and ${found.stepsPerEpoch} steps per epoch`,
    remedy: 'Give the data, batch size and seed that the run was begun with.',
  });
}
