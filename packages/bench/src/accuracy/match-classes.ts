import { ConvzooError } from '@convzoo/core';
import { imagenetClasses } from '@convzoo/core/imagenet';
import { createDataset, type Dataset } from '@convzoo/data';
import { imagenetWordNetIds } from './imagenet-wordnet-ids.js';

/** Images under the names that weights have for their classes. */
export interface MatchedData {
  readonly dataset: Dataset;
  /** Classes of the weights that no image of the dataset can have. */
  readonly absent: readonly string[];
}

/**
 * Renames a dataset's classes to those of weights: the same name, the same name but for case, spaces, hyphens and
 * underscores, or for the classes of ImageNet its WordNet id, as in the folders of ImageNet's validation images. The data
 * may have a part of the classes alone.
 *
 * @throws ConvzooError `classes-mismatch` that names the classes which the weights lack
 */
export function matchClasses(dataset: Dataset, classes: readonly string[]): MatchedData {
  const find = finder(classes);
  const names = dataset.classes.map(find);
  const unknown = dataset.classes.filter((_, i) => names[i] === undefined);
  if (unknown.length > 0) {
    throw new ConvzooError('classes-mismatch', {
      subject: 'data',
      expected: `classes of the weights (${listed(classes)}), by name or WordNet id`,
      found: listed(unknown),
      remedy: 'Rename the folders or labels, or leave these images out.',
    });
  }
  const nameOf = (label: string | number): string =>
    names[typeof label === 'number' ? label : dataset.classes.indexOf(label)]!;
  const samples = dataset.samples.map((sample) => {
    const { label } = sample;
    if (typeof label === 'boolean') return sample;
    return { ...sample, label: typeof label === 'object' ? label.map(nameOf) : nameOf(label) };
  });
  const present = new Set(names);
  return {
    dataset: createDataset(classes, samples),
    absent: classes.filter((name) => !present.has(name)),
  };
}

function finder(classes: readonly string[]): (name: string) => string | undefined {
  const exact = new Set(classes);
  const loose = uniqueKeys(classes, simplified);
  const isImageNet =
    classes.length === imagenetClasses.length && classes.every((one, i) => one === imagenetClasses[i]);
  const ids = new Map(isImageNet ? imagenetWordNetIds.map((id, i) => [id, classes[i]!] as const) : []);
  return (name) => (exact.has(name) ? name : (loose.get(simplified(name)) ?? ids.get(name.trim())));
}

function simplified(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();
}

/** Values by a key of theirs, without keys that several share. */
function uniqueKeys(values: readonly string[], keyOf: (value: string) => string): Map<string, string> {
  const keys = values.map(keyOf);
  return new Map(
    values.flatMap((value, i) =>
      keys.indexOf(keys[i]!) === keys.lastIndexOf(keys[i]!) ? [[keys[i]!, value]] : [],
    ),
  );
}

function listed(names: readonly string[]): string {
  const some = names.slice(0, 8).join(', ');
  return names.length > 8 ? `${some}, … (${names.length} in all)` : some;
}
