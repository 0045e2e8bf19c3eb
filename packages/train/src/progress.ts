import type { EpochSummary } from './events.js';
import type { RunIdentity } from './identity.js';

/** How far a run has come: plain JSON. All randomness follows from the seed and these positions. */
export interface Progress {
  readonly formatVersion: 1;
  /** What must be the same when the run is resumed. */
  readonly run: RunIdentity;
  readonly seed: number;
  readonly stepsPerEpoch: number;
  /** The current epoch, or the one that comes next, counted from 0. */
  readonly epoch: number;
  /** Steps of that epoch that are done. */
  readonly stepInEpoch: number;
  /** All steps that are done. */
  readonly step: number;
  /** Sum of the losses of this epoch's steps. */
  readonly lossSum: number;
  readonly best?: { readonly epoch: number; readonly value: number };
  readonly history: readonly EpochSummary[];
}

export function initialProgress(run: RunIdentity, seed: number, stepsPerEpoch: number): Progress {
  return {
    formatVersion: 1,
    run,
    seed,
    stepsPerEpoch,
    epoch: 0,
    stepInEpoch: 0,
    step: 0,
    lossSum: 0,
    history: [],
  };
}

export type ProgressEvent =
  /** A step of the current epoch, by its position in it. */
  | { readonly kind: 'step'; readonly index: number; readonly loss: number }
  /** The end of the current epoch; `value` is its primary metric. */
  | { readonly kind: 'epoch'; readonly summary: EpochSummary; readonly value: number | undefined };

/** The progress after an event. */
export function advance(progress: Progress, event: ProgressEvent): Progress {
  const { epoch, stepsPerEpoch, lossSum, history } = progress;
  if (event.kind === 'step') {
    const stepInEpoch = event.index + 1;
    return {
      ...progress,
      stepInEpoch,
      step: epoch * stepsPerEpoch + stepInEpoch,
      lossSum: lossSum + event.loss,
    };
  }
  const { summary, value } = event;
  return {
    ...progress,
    epoch: epoch + 1,
    stepInEpoch: 0,
    step: (epoch + 1) * stepsPerEpoch,
    lossSum: 0,
    history: [...history, summary],
    ...(value !== undefined && isBetter(progress, value) ? { best: { epoch, value } } : {}),
  };
}

/** Whether a value of the primary metric is the best so far. */
export function isBetter({ best }: Progress, value: number): boolean {
  return best === undefined || value > best.value;
}

/** Whether the last `patience` epochs brought no better validation. */
export function isExhausted({ epoch, best }: Progress, patience: number): boolean {
  return best !== undefined && epoch > 0 && epoch - 1 - best.epoch >= patience;
}
