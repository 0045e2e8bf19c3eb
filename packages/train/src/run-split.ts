import { ConvzooError, type HeadKind, type JsonObject } from '@convzoo/core';
import type { Dataset, SplitName, Splits } from '@convzoo/data';
import { binaryData, type SplitFacts, setApart } from './config/prepare-data.js';

/** A part of opened data as a run used it. */
export interface RunSplit {
  readonly name: SplitName;
  readonly dataset: Dataset;
  /** How the run divided the training images, if this part is one of the two. */
  readonly split?: SplitFacts;
}

/** In this order, a run is measured on what it has. */
const order: readonly SplitName[] = ['test', 'validation', 'train'];

/**
 * The images that a trained model was measured on, or another part of its data: validation images that the run set
 * apart itself are set apart again, by the same seed and share.
 *
 * @param description the model's description, whose `training` is that of `trainingFacts`
 * @param splits the run's data, opened again
 * @param wanted default: the part that the run was measured on, or else the first of test, validation and train
 * @throws ConvzooError `invalid-data` if the data have no such part; `unknown-name` if they lack a binary head's class
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
  wanted?: SplitName,
): RunSplit {
  const relabel = (dataset: Dataset): Dataset =>
    head.kind === 'binary' ? binaryData(dataset, head.classes[0]) : dataset;
  const { validation, test } = splits;
  const train = splits.train && relabel(splits.train);
  const facts = validation === undefined ? splitFactsOf(training) : undefined;
  const [kept, apart] = train !== undefined && facts !== undefined ? setApart(train, facts) : [train];
  const parts: Readonly<Record<SplitName, Dataset | undefined>> = {
    test: test && relabel(test),
    validation: validation === undefined ? apart : relabel(validation),
    train: kept,
  };
  const evaluated = order.find((name) => name === training.evaluatedOn && parts[name] !== undefined);
  const name = wanted ?? evaluated ?? order.find((one) => parts[one] !== undefined);
  const dataset = name && parts[name];
  if (name !== undefined && dataset !== undefined) {
    return { name, dataset, ...(facts !== undefined && name !== 'test' ? { split: facts } : {}) };
  }
  const present = order.filter((one) => parts[one] !== undefined);
  throw new ConvzooError('invalid-data', {
    subject: 'split',
    expected: `${wanted ?? order.join(', ')} images`,
    found: present.length === 0 ? 'none' : `only ${present.join(' and ')}`,
  });
}

function splitFactsOf({ split }: JsonObject): SplitFacts | undefined {
  if (typeof split !== 'object' || split === null || Array.isArray(split)) return undefined;
  const { seed, validation } = split as JsonObject;
  const isKnown = typeof seed === 'number' && typeof validation === 'number' && validation > 0;
  return isKnown ? { seed, validation } : undefined;
}
