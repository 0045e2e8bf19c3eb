import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../datasets/dataset.js';
import { type IdxOptions, parseIdxDataset } from './idx.js';
import { readBytes } from './read-file.js';
import type { Splits } from './splits.js';

/**
 * A directory with the four files of MNIST, Fashion-MNIST or KMNIST under their usual names
 * (`train-images-idx3-ubyte`, …, `t10k-labels-idx1-ubyte`), each gzipped or not.
 *
 * @throws ConvzooError `file-error`, `invalid-data`
 */
export async function readIdx(directory: string, options: Pick<IdxOptions, 'classes'> = {}): Promise<Splits> {
  const part = async (prefix: string, name: string): Promise<Dataset> => {
    const [images, labels] = await Promise.all(
      [`${prefix}-images-idx3-ubyte`, `${prefix}-labels-idx1-ubyte`].map((file) =>
        readPlainOrGzipped(join(directory, file)),
      ),
    );
    return await parseIdxDataset(images!, labels!, { ...options, name });
  };
  return { train: await part('train', 'train'), test: await part('t10k', 'test') };
}

async function readPlainOrGzipped(path: string): Promise<Uint8Array> {
  const plain = await access(path).then(
    () => true,
    () => false,
  );
  return await readBytes(plain ? path : `${path}.gz`);
}
