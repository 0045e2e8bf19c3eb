import type { Dataset } from './dataset.js';

/** The parts of a dataset: for training, for choosing the best epoch, and for the final evaluation. */
export type SplitName = 'train' | 'validation' | 'test';

export type Splits = Partial<Record<SplitName, Dataset>>;

const aliases: Readonly<Record<string, SplitName>> = {
  train: 'train',
  training: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  test: 'test',
  testing: 'test',
};

/** The split that a directory or a word in a manifest names, if it names one. */
export function splitNamed(word: string): SplitName | undefined {
  return Object.hasOwn(aliases, word.toLowerCase()) ? aliases[word.toLowerCase()] : undefined;
}
