import { ConvzooError, type HeadKind, type JsonObject } from '@convzoo/core';
import type { Dataset, SplitName, Splits } from '@convzoo/data';
import { binaryData, type RunData, type SplitFacts, setApart } from './config/settings.js';
import type { Evaluation } from './evaluate.js';
import type { TrainingResult } from './train.js';

/** The part of the data that a run was measured on. */
export type EvaluationSplit = 'test' | 'validation' | 'training';

/** How weights were trained: the `training` of a model description. */
export interface TrainingFacts {
  /** What `openDataset` opened. */
  readonly data?: string;
  readonly split?: SplitFacts;
  readonly epochs: number;
  readonly evaluatedOn?: EvaluationSplit;
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
      evaluatedOn: evaluationSplit(data),
      images: evaluation.samples,
      metrics: { ...evaluation.metrics },
    }),
  };
}

/** What a run is measured on: the test images, or else the validation images, or else those that it learned from. */
export function evaluationSplit({ validation, test }: Pick<RunData, 'validation' | 'test'>): EvaluationSplit {
  if (test !== undefined) return 'test';
  return validation === undefined ? 'training' : 'validation';
}

/** A part of opened data as a run used it. */
export interface RunSplit {
  readonly name: EvaluationSplit;
  readonly dataset: Dataset;
}

/**
 * The images that a trained model was measured on, or another part of its data: validation images that the run set
 * apart itself are set apart again, by the same seed and share.
 *
 * @param description the model's description, whose `training` is that of `trainingFacts`
 * @param splits the run's data, opened again
 * @param wanted default: the part that the run was measured on, or else the first of test, validation and training
 * @throws ConvzooError `invalid-data` if the data has no such part
 */
export function runSplit(
  {
    head,
    training = {},
  }: {
    readonly head: { readonly kind: HeadKind; readonly classes: readonly string[] };
    readonly training?: JsonObject | undefined;
  },
  splits: Splits,
  wanted?: EvaluationSplit,
): RunSplit {
  const relabel = (dataset: Dataset): Dataset =>
    head.kind === 'binary' ? binaryData(dataset, head.classes[0]) : dataset;
  const { validation, test } = splits;
  const train = splits.train && relabel(splits.train);
  const split = splitFactsOf(training);
  const [kept, apart] =
    train !== undefined && validation === undefined && split !== undefined ? setApart(train, split) : [train];
  const parts: Readonly<Record<EvaluationSplit, Dataset | undefined>> = {
    test: test && relabel(test),
    validation: validation === undefined ? apart : relabel(validation),
    training: kept,
  };
  const order: readonly EvaluationSplit[] = ['test', 'validation', 'training'];
  const evaluated = order.find((name) => name === training.evaluatedOn && parts[name] !== undefined);
  const name = wanted ?? evaluated ?? order.find((one) => parts[one] !== undefined);
  const dataset = name && parts[name];
  if (name !== undefined && dataset !== undefined) return { name, dataset };
  const present: readonly SplitName[] = (['train', 'validation', 'test'] as const).filter(
    (one) => splits[one],
  );
  throw new ConvzooError('invalid-data', {
    subject: 'split',
    expected: `${wanted ?? 'test, validation or training'} images`,
    found: present.length === 0 ? 'none' : `only ${present.join(' and ')}`,
  });
}

function splitFactsOf({ split }: JsonObject): SplitFacts | undefined {
  if (typeof split !== 'object' || split === null || Array.isArray(split)) return undefined;
  const { seed, validation } = split as JsonObject;
  return typeof seed === 'number' && typeof validation === 'number' ? { seed, validation } : undefined;
}
