import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SplitName, Splits } from '../datasets/splits.js';
import { type CifarOptions, cifar10Classes, parseCifar } from './cifar.js';
import { readBytes, readText } from './read-file.js';

/**
 * The directory that the binary CIFAR-10 archive unpacks to (`cifar-10-batches-bin`): `data_batch_1.bin` to
 * `data_batch_5.bin`, `test_batch.bin`, or some of them. `batches.meta.txt` contains the class
 * names.
 *
 * @throws ConvzooError `file-error`, `invalid-data`
 */
export async function readCifar10(directory: string): Promise<Splits> {
  const names = await readdir(directory);
  const classes = names.includes(cifar10Names) ? await readNames(directory, cifar10Names) : cifar10Classes;
  return await readParts(
    directory,
    {
      train: names.filter((name) => /^data_batch_\d+\.bin$/.test(name)).sort(),
      test: names.filter((name) => name === 'test_batch.bin'),
    },
    { classes },
  );
}

/** Whether a directory with these files is CIFAR-10's. */
export const isCifar10 = (names: readonly string[]): boolean =>
  names.some((name) => /^(data_batch_\d+|test_batch)\.bin$/.test(name));

const cifar10Names = 'batches.meta.txt';

/**
 * The directory that the binary CIFAR-100 archive unpacks to (`cifar-100-binary`), with its 100 fine classes
 * or its 20 coarse ones: `train.bin`, `test.bin`, or one of them.
 *
 * @throws ConvzooError `file-error`, `invalid-data`
 */
export async function readCifar100(directory: string, labels: 'fine' | 'coarse' = 'fine'): Promise<Splits> {
  const names = await readdir(directory);
  return await readParts(
    directory,
    {
      train: names.filter((name) => name === 'train.bin'),
      test: names.filter((name) => name === 'test.bin'),
    },
    {
      classes: await readNames(directory, `${labels}_label_names.txt`),
      labelBytes: 2,
      labelByte: labels === 'fine' ? 1 : 0,
    },
  );
}

async function readNames(directory: string, file: string): Promise<string[]> {
  const text = await readText(join(directory, file));
  return text
    .split('\n')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** The splits whose files exist. */
async function readParts(
  directory: string,
  files: Readonly<Partial<Record<SplitName, readonly string[]>>>,
  options: CifarOptions,
): Promise<Splits> {
  const splits: Partial<Record<SplitName, ReturnType<typeof parseCifar>>> = {};
  for (const split of ['train', 'test'] as const) {
    const names = files[split] ?? [];
    if (names.length === 0) continue;
    const bytes = await Promise.all(names.map((name) => readBytes(join(directory, name))));
    splits[split] = parseCifar(bytes, { ...options, name: split });
  }
  return splits;
}
