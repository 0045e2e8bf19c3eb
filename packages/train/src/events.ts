import type { StateDict } from '@convzoo/core';
import type { Evaluation } from './evaluate.js';

/** One update of the weights. */
export interface StepReport {
  /** Counted from 0. */
  readonly epoch: number;
  /** Updates so far, this one included. */
  readonly step: number;
  readonly totalSteps: number;
  /** Mean over the step's images, before the update. */
  readonly loss: number;
  readonly learningRate: number;
  readonly images: number;
  /** Time spent waiting for images. */
  readonly dataSeconds: number;
  /** Time of the whole step, waiting included. */
  readonly seconds: number;
}

/** What is kept of an epoch. */
export interface EpochSummary {
  /** Counted from 0. */
  readonly epoch: number;
  /** Updates until its end. */
  readonly step: number;
  /** Mean of the losses of its steps. */
  readonly loss: number;
  readonly learningRate: number;
  readonly validation?: { readonly loss: number; readonly metrics: Readonly<Record<string, number>> };
}

export interface EpochReport extends EpochSummary {
  readonly evaluation?: Evaluation;
  /** Whether this is the best validation so far. */
  readonly best: boolean;
  /** The weights that were evaluated, where this is the best. */
  readonly weights?: StateDict;
}
