import { ConvzooError, type HeadKind } from '@convzoo/core';
import {
  createDataset,
  type Dataset,
  digitScenes,
  mnistDigits,
  oneVersusRest,
  openDataset,
  shuffleDataset,
  splitDataset,
} from '@convzoo/data';
import type { TrainingBudget } from './facts.js';

/** The digits that come with convzoo, in the three kinds of tasks; and data of one's own. */
export type TaskName = 'digits' | 'digit-scenes' | 'one-digit' | 'dataset';

export interface TaskSettings {
  readonly name: TaskName;
  readonly budget: TrainingBudget;
  /** Test images at most. */
  readonly testImages: number;
  /** Of the task `dataset`: what `openDataset` opens. */
  readonly source?: string;
  /** Evaluates these weights instead of training: a tag, a file, a hub repository or a URL. */
  readonly weights?: string;
}

/** Images to learn from, and images that training never sees. */
export interface TaskData {
  readonly kind: HeadKind;
  readonly train: Dataset;
  readonly test: Dataset;
  /** Channels of the images, which the networks' inputs follow. */
  readonly channels: 1 | 3;
}

export const builtInTasks: readonly TaskName[] = ['digits', 'digit-scenes', 'one-digit'];

/** What the binary task decides on. */
const theDigit = '7';

/** The data of a task: the same images, and the same split, for every architecture and every seed. */
export async function openTask(task: TaskSettings): Promise<TaskData> {
  const { name, budget, testImages } = task;
  if (name === 'dataset') return await openOwn(task);
  const { train, test } = await mnistDigits();
  switch (name) {
    case 'digits':
      return {
        kind: 'multi-class',
        train: first(train, budget.images),
        test: first(test, testImages),
        channels: 1,
      };
    case 'digit-scenes':
      return {
        kind: 'multi-label',
        train: await digitScenes(train, { count: budget.images }),
        test: await digitScenes(test, { count: testImages, seed: 1 }),
        channels: 1,
      };
    case 'one-digit':
      return {
        kind: 'binary',
        train: oneVersusRest(first(train, budget.images), theDigit),
        test: oneVersusRest(first(test, testImages), theDigit),
        channels: 1,
      };
  }
}

/** The given number of samples at most, drawn at random and the same each time. */
function first(dataset: Dataset, count: number): Dataset {
  if (count >= dataset.samples.length) return dataset;
  const shuffled = shuffleDataset(dataset);
  return createDataset(dataset.classes, shuffled.samples.slice(0, count));
}

/** @throws ConvzooError `invalid-data` where there is nothing to learn from, and what `openDataset` throws */
async function openOwn({ source = '', budget, testImages, weights }: TaskSettings): Promise<TaskData> {
  const { train, validation, test } = await openDataset(source);
  const tested = test ?? validation;
  const all = train ?? tested;
  if (all === undefined) {
    throw new ConvzooError('invalid-data', { subject: source, expected: 'labeled images', found: 'none' });
  }
  const parts =
    train !== undefined && tested !== undefined
      ? ([train, tested] as const)
      : // Nothing is learned from the images when weights are given.
        weights === undefined
        ? splitDataset(all, { share: 0.2 })
        : ([all, all] as const);
  return {
    kind: kindOf(all),
    train: first(parts[0], budget.images),
    test: first(parts[1], testImages),
    channels: (await all.samples[0]!.load()).channels === 1 ? 1 : 3,
  };
}

/** The head that the labels call for. */
function kindOf({ classes, samples }: Dataset): HeadKind {
  if (samples.some(({ label }) => typeof label === 'object')) return 'multi-label';
  return classes.length === 1 ? 'binary' : 'multi-class';
}
