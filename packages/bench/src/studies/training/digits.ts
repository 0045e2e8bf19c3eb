import { createDataset, type Dataset, mnistDigits, shuffleDataset } from '@convzoo/data';

export interface DigitsOptions {
  readonly trainImages: number;
  readonly testImages: number;
}

/** Handwritten digits of MNIST to learn from and to test on: the same ones for every seed. */
export async function digits({
  trainImages,
  testImages,
}: DigitsOptions): Promise<{ readonly train: Dataset; readonly test: Dataset }> {
  const { train, test } = await mnistDigits();
  return { train: first(train, trainImages), test: first(test, testImages) };
}

/** The first samples of an order that is fixed once and for all, so that larger sets contain the smaller ones. */
function first(dataset: Dataset, count: number): Dataset {
  return createDataset(dataset.classes, shuffleDataset(dataset).samples.slice(0, count));
}
