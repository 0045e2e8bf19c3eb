import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../datasets/dataset.js';
import type { SplitName, Splits } from '../datasets/splits.js';
import { type IdxOptions, parseIdx } from './idx.js';
import { readBytes } from './read-file.js';

/** Prefixes of MNIST's file names, by split. */
const prefixes = { train: 'train', test: 't10k' } as const satisfies Partial<Record<SplitName, string>>;

const imagesOf = (prefix: string): string => `${prefix}-images-idx3-ubyte`;

/** Whether a directory with these files is MNIST's or one of its relatives'. */
export const isIdx = (names: readonly string[]): boolean =>
  Object.values(prefixes).some((prefix) => names.some((name) => name.startsWith(imagesOf(prefix))));

/**
 * A directory with the files of MNIST, Fashion-MNIST or KMNIST under their usual names
 * (`train-images-idx3-ubyte`, …, `t10k-labels-idx1-ubyte`), each gzipped or not.
 *
 * @throws ConvzooError `file-error`, `invalid-data`
 */
export async function readIdx(directory: string, options: Pick<IdxOptions, 'classes'> = {}): Promise<Splits> {
  const names = await readdir(directory);
  const read = (name: string): Promise<Uint8Array> =>
    readBytes(join(directory, names.includes(name) ? name : `${name}.gz`));
  const splits: Partial<Record<SplitName, Dataset>> = {};
  for (const [split, prefix] of Object.entries(prefixes) as [keyof typeof prefixes, string][]) {
    if (!names.some((name) => name.startsWith(imagesOf(prefix)))) continue;
    const images = await read(imagesOf(prefix));
    const labels = await read(`${prefix}-labels-idx1-ubyte`);
    splits[split] = await parseIdx(images, labels, { ...options, name: split });
  }
  return splits;
}
