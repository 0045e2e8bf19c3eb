import type { JsonObject } from '@convzoo/core';
import type { Dataset, SplitName } from '@convzoo/data';
import type { RunData, SplitFacts } from './config/prepare-data.js';
import type { Evaluation } from './evaluate.js';
import type { TrainingResult } from './train.js';

/** How weights were trained: the `training` of a model description. */
export interface TrainingFacts {
  /** What `openDataset` opened. */
  readonly data?: string;
  readonly split?: SplitFacts;
  readonly epochs: number;
  readonly evaluatedOn?: SplitName;
  readonly images?: number;
  readonly metrics?: Readonly<Record<string, number>>;
}

/** The facts as JSON; `evaluation` is left out while the run goes on. */
export function trainingFacts(
  data: RunData,
  { history }: Pick<TrainingResult, 'history'>,
  source?: string,
  evaluation?: Evaluation,
): JsonObject {
  return {
    ...(source === undefined ? {} : { data: source }),
    ...(data.split && { split: { seed: data.split.seed, validation: data.split.validation } }),
    epochs: history.length,
    ...(evaluation && {
      evaluatedOn: evaluationData(data).name,
      images: evaluation.samples,
      metrics: { ...evaluation.metrics },
    }),
  };
}

/** What a run is measured on: the test images, or else the validation images, or else those that it learned from. */
export function evaluationData({ train, validation, test }: RunData): { name: SplitName; dataset: Dataset } {
  if (test !== undefined) return { name: 'test', dataset: test };
  return validation === undefined
    ? { name: 'train', dataset: train }
    : { name: 'validation', dataset: validation };
}
