import { resolve } from 'node:path';
import { ConvzooError, type Head, type Json, type ModelDescription } from '@convzoo/core';
import {
  createDataset,
  type Dataset,
  oneVersusRest,
  openDataset,
  type SplitName,
  type Splits,
  splitDataset,
} from '@convzoo/data';

/** Images to measure a model on, labeled by the names of their classes. */
export interface EvaluationData {
  readonly dataset: Dataset;
  /** Which images they are, such as `validation: 10 % of the training images, seed 0`. */
  readonly split: string;
}

type Training = ModelDescription['training'];

/**
 * Opens the images that a model is measured on: those of the split that is asked for, or else of the test split, the
 * validation split or all. On the data that a model was trained with, the validation images are those that its training
 * left out.
 *
 * @param source A data set; by default the one that the model was trained with.
 * @throws ConvzooError `invalid-argument` if there is no source; `invalid-data` for a split that does not exist;
 * `classes-mismatch` if the data have classes that the model lacks; what opening the data throws
 */
export async function openEvaluationData(
  source: string | undefined,
  wanted: SplitName | undefined,
  { head, training }: { head: Head; training: Training },
): Promise<EvaluationData> {
  const own = typeof training?.data === 'string' ? training.data : undefined;
  const from = source ?? own;
  if (from === undefined) {
    throw new ConvzooError('invalid-argument', {
      subject: 'DATA',
      expected: 'a data set to measure the model on, as its file names none',
      found: 'nothing',
    });
  }
  const opened = relabeled(await openDataset(from), head, from);
  const isOwn = own !== undefined && resolve(own) === resolve(from);
  const { splits, names } = isOwn ? asTrained(opened, training) : { splits: opened, names: {} };
  const name = wanted ?? (['test', 'validation', 'train'] as const).find((one) => splits[one] !== undefined);
  const dataset = name === undefined ? undefined : splits[name];
  if (name === undefined || dataset === undefined) {
    throw new ConvzooError('invalid-data', {
      subject: from,
      expected: wanted === undefined ? 'images' : `a ${wanted} split`,
      found: Object.keys(splits).join(', ') || 'none',
    });
  }
  return { dataset: byName(dataset, head, from), split: names[name] ?? name };
}

/** The splits as training had them: with a share of the training images set apart where there was no validation. */
function asTrained(
  splits: Splits,
  training: Training,
): { splits: Splits; names: Partial<Record<SplitName, string>> } {
  const split = training?.split;
  const { validation: share, seed } =
    typeof split === 'object' && split !== null && !isList(split) ? split : {};
  const known = typeof share === 'number' && typeof seed === 'number' && share > 0;
  if (splits.train === undefined || splits.validation !== undefined || !known) return { splits, names: {} };
  const [train, validation] = splitDataset(splits.train, { share, seed });
  return {
    splits: { ...splits, train, validation },
    names: {
      train: 'train, without the validation images',
      validation: `validation, ${100 * share} % of the training images as in training (seed ${seed})`,
    },
  };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** For a binary head: labeled with whether images show its class. */
function relabeled(splits: Splits, { kind, classes: [className = ''] }: Head, source: string): Splits {
  if (kind !== 'binary') return splits;
  const relabel = (dataset: Dataset): Dataset => {
    if (dataset.classes.length === 1) return dataset;
    if (dataset.classes.includes(className)) return oneVersusRest(dataset, className);
    throw mismatch(source, [className], dataset.classes);
  };
  const entries = Object.entries(splits).map(([name, dataset]) => [name, relabel(dataset)] as const);
  return Object.fromEntries(entries);
}

/** Labels as names of the data set's own classes, all of which the model must know. */
function byName(dataset: Dataset, { kind, classes }: Head, source: string): Dataset {
  if (kind === 'binary') return dataset;
  const unknown = dataset.classes.filter((name) => !classes.includes(name));
  if (unknown.length > 0) throw mismatch(source, classes, unknown);
  const nameOf = (label: string | number): string =>
    typeof label === 'number' ? dataset.classes[label]! : label;
  const samples = dataset.samples.map((sample) => {
    const { label } = sample;
    if (typeof label === 'boolean') return sample;
    return { ...sample, label: typeof label === 'object' ? label.map(nameOf) : nameOf(label) };
  });
  return createDataset(dataset.classes, samples);
}

function mismatch(source: string, expected: readonly string[], found: readonly string[]): ConvzooError {
  return new ConvzooError('classes-mismatch', {
    subject: source,
    expected: `classes that the model has (${listed(expected)})`,
    found: listed(found),
    remedy: 'If the model has these classes under other names, pass its class names with --labels.',
  });
}

function listed(names: readonly string[]): string {
  const some = names.slice(0, 8).join(', ');
  return names.length > 8 ? `${some}, … (${names.length} in all)` : some;
}
