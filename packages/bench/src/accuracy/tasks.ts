import { ConvzooError, type HeadKind } from '@convzoo/core';
import {
  createDataset,
  type Dataset,
  digitScenes,
  mnistDigits,
  oneVersusRest,
  openDataset,
  shuffleDataset,
} from '@convzoo/data';
import { prepareData, type RunData } from '@convzoo/train';
import type { TrainingBudget } from './facts.js';

/** The digits that come with convzoo, in the three kinds of tasks; and data of one's own. */
export type TaskName = 'digits' | 'digit-scenes' | 'one-digit' | 'dataset';

export interface TaskSettings {
  readonly name: TaskName;
  readonly budget: TrainingBudget;
  /** Of the task `dataset`: what `openDataset` opens. */
  readonly source?: string;
  /** Of the task `dataset`: test images at most. */
  readonly testImages?: number;
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
  /** What `openDataset` opens to find the test images again. */
  readonly source: string;
  /** Under which name, and how they were set apart if the data have no such part. */
  readonly tested: 'test' | 'validation';
  readonly split?: RunData['split'];
}

export const builtInTasks: readonly TaskName[] = ['digits', 'digit-scenes', 'one-digit'];

/** What the binary task decides on. */
const theDigit = '7';

/** As many as the dataset `digit-scenes` has. */
const testScenes = 1000;

const digits = { channels: 1, source: 'mnist-digits', tested: 'test' } as const;

/** The data of a task: the same images, and the same split, for every architecture and every seed. */
export async function openTask(task: TaskSettings): Promise<TaskData> {
  const { name, budget } = task;
  if (name === 'dataset') return await openOwn(task);
  const { train, test } = await mnistDigits();
  switch (name) {
    case 'digits':
      return { ...digits, kind: 'multi-class', train: first(train, budget.images), test };
    case 'digit-scenes':
      return {
        ...digits,
        source: 'digit-scenes',
        kind: 'multi-label',
        train: await digitScenes(train, { count: budget.images }),
        test: await digitScenes(test, { count: testScenes, seed: 1 }),
      };
    case 'one-digit':
      return {
        ...digits,
        kind: 'binary',
        train: oneVersusRest(first(train, budget.images), theDigit),
        test: oneVersusRest(test, theDigit),
      };
  }
}

/** The given number of samples at most, drawn at random and the same each time. */
function first(dataset: Dataset, count: number): Dataset {
  if (count >= dataset.samples.length) return dataset;
  const shuffled = shuffleDataset(dataset);
  return createDataset(dataset.classes, shuffled.samples.slice(0, count));
}

/** Share of the training images that is kept for the test where the data have no such part. */
const testShare = 0.2;

/** @throws ConvzooError `invalid-data` where there is nothing to learn from, and what `openDataset` throws */
async function openOwn(task: TaskSettings): Promise<TaskData> {
  const { source = '', budget, testImages = Number.POSITIVE_INFINITY, weights } = task;
  const splits = await openDataset(source);
  const given = splits.test ?? splits.validation;
  const all = splits.train ?? given;
  if (all === undefined) {
    throw new ConvzooError('invalid-data', { subject: source, expected: 'labeled images', found: 'none' });
  }
  // Nothing is learned from the images when weights are given.
  const { train, split, validation } =
    weights === undefined
      ? prepareData({ data: source, validation: given === undefined ? testShare : 0 }, splits)
      : { train: all };
  return {
    kind: kindOf(all),
    train: first(train, budget.images),
    test: first(splits.test ?? validation ?? given ?? all, testImages),
    channels: (await all.samples[0]!.load()).channels === 1 ? 1 : 3,
    source,
    tested: splits.test === undefined ? 'validation' : 'test',
    ...(split === undefined ? {} : { split }),
  };
}

/** The head that the labels call for. */
function kindOf({ classes, samples }: Dataset): HeadKind {
  if (samples.some(({ label }) => typeof label === 'object')) return 'multi-label';
  return classes.length === 1 ? 'binary' : 'multi-class';
}
