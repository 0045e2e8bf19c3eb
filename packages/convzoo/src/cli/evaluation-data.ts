import { resolve } from 'node:path';
import { ConvzooError, type Head, type ModelDescription } from '@convzoo/core';
import { type Dataset, openDataset, type SplitName, type Splits } from '@convzoo/data';
import { runSplit } from '@convzoo/train';

/** Images to measure a model on. */
export interface EvaluationData {
  readonly dataset: Dataset;
  /** Which images they are, such as `validation, 10 % of the training images as in training (seed 0)`. */
  readonly split: string;
}

/**
 * Opens the images to evaluate a model on: those of the requested split, or else of the test split, the validation
 * split or all. On the dataset that a model was trained on, the validation images are those that were held out from
 * training.
 *
 * @param source A dataset; by default the one that the model was trained on.
 * @throws ConvzooError `invalid-argument` if there is no source; `invalid-data` for a split that does not exist;
 * `classes-mismatch` if the data have classes that the model lacks; what opening the data throws
 */
export async function openEvaluationData(
  source: string | undefined,
  wanted: SplitName | undefined,
  { head, training }: { head: Head; training: ModelDescription['training'] },
): Promise<EvaluationData> {
  const own = typeof training?.data === 'string' ? training.data : undefined;
  const from = source ?? own;
  if (from === undefined) {
    throw new ConvzooError('invalid-argument', {
      subject: 'DATA',
      expected: 'a dataset to evaluate the model on, because its file names none',
      found: 'nothing',
    });
  }
  const splits = await openDataset(from);
  checkClasses(splits, head, from);
  const isOwn = own !== undefined && resolve(own) === resolve(from);
  const part = runSplit({ head, training: isOwn ? training : undefined }, splits, wanted);
  return { dataset: part.dataset, split: describeSplit(part) };
}

function describeSplit({ name, split }: ReturnType<typeof runSplit>): string {
  if (split === undefined) return name;
  if (name === 'train') return 'train, without the validation images';
  return `validation, ${100 * split.validation} % of the training images as in training (seed ${split.seed})`;
}

/** The model must know all classes of the data; the data must have the class of a binary head. */
function checkClasses(splits: Splits, { kind, classes }: Head, source: string): void {
  for (const dataset of Object.values(splits)) {
    if (kind === 'binary') {
      const isKnown = dataset.classes.length === 1 || dataset.classes.includes(classes[0]!);
      if (!isKnown) throw mismatch(source, classes, dataset.classes);
      continue;
    }
    const unknown = dataset.classes.filter((name) => !classes.includes(name));
    if (unknown.length > 0) throw mismatch(source, classes, unknown);
  }
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
