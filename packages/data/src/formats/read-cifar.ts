import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CifarOptions, cifar10Classes, parseCifar } from './cifar.js';
import { readBytes, readText } from './read-file.js';
import type { Splits } from './splits.js';

/**
 * The directory that the binary CIFAR-10 archive unpacks to (`cifar-10-batches-bin`): as many of its
 * `data_batch_N.bin` as there are, and `test_batch.bin`.
 *
 * @throws ConvzooError `file-error`, `invalid-data`
 */
export async function readCifar10(directory: string): Promise<Splits> {
  const batches = (await readdir(directory)).filter((name) => /^data_batch_\d+\.bin$/.test(name)).sort();
  return await readParts(directory, batches, 'test_batch.bin', { classes: cifar10Classes });
}

/**
 * The directory that the binary CIFAR-100 archive unpacks to (`cifar-100-binary`), with its 100 fine classes or
 * its 20 coarse ones.
 *
 * @throws ConvzooError `file-error`, `invalid-data`
 */
export async function readCifar100(directory: string, labels: 'fine' | 'coarse' = 'fine'): Promise<Splits> {
  const names = await readText(join(directory, `${labels}_label_names.txt`));
  return await readParts(directory, ['train.bin'], 'test.bin', {
    classes: names
      .split('\n')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    labelBytes: 2,
    labelByte: labels === 'fine' ? 1 : 0,
  });
}

async function readParts(
  directory: string,
  train: readonly string[],
  test: string,
  options: CifarOptions,
): Promise<Splits> {
  const read = (names: readonly string[]): Promise<Uint8Array[]> =>
    Promise.all(names.map((name) => readBytes(join(directory, name))));
  return {
    train: parseCifar(await read(train), { ...options, name: 'train' }),
    test: parseCifar(await read([test]), { ...options, name: 'test' }),
  };
}
