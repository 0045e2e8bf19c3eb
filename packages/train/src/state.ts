import type { StateDict } from '@convzoo/core';
import type { Progress } from './progress.js';

/** Everything that a training run needs to continue as if it had never stopped. */
export interface TrainingState {
  readonly weights: StateDict;
  /** The moving average of the weights, if there is one. */
  readonly ema?: StateDict;
  readonly optimizer: StateDict;
  readonly progress: Progress;
}
