import type { Pixels } from '@convzoo/core/preprocess';
import { createDataset, type Dataset } from '../datasets/dataset.js';
import { gunzipIfNeeded } from './gunzip.js';
import { invalidData } from './invalid-data.js';

/** An IDX file of unsigned bytes: its dimensions and values. */
interface IdxArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

/** IDX's code for unsigned bytes, which MNIST and its relatives hold. */
const unsignedByte = 0x08;

async function parseIdx(file: Uint8Array, rank: number, subject: string): Promise<IdxArray> {
  const bytes = await gunzipIfNeeded(file);
  const [zero, alsoZero, type, dimensions] = bytes;
  if (zero !== 0 || alsoZero !== 0 || type !== unsignedByte || dimensions !== rank) {
    const found = `the bytes ${[...bytes.subarray(0, 4)].join(', ')}`;
    throw invalidData(
      subject,
      `an IDX file of unsigned bytes with ${rank} dimensions (0, 0, 8, ${rank})`,
      found,
    );
  }
  const header = 4 + 4 * rank;
  if (bytes.length < header)
    throw invalidData(subject, `a header of ${header} bytes`, `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, header);
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const values = bytes.subarray(header);
  const size = shape.reduce((product, n) => product * n, 1);
  if (values.length !== size) {
    throw invalidData(subject, `${size} values for the shape [${shape.join(', ')}]`, `${values.length}`);
  }
  return { shape, values };
}

export interface IdxOptions {
  /** Names of the classes in the order of their numbers. Default '0' to the highest label. */
  readonly classes?: readonly string[];
  /** Names the split in the ids of its samples. Default 'idx'. */
  readonly name?: string;
}

/**
 * MNIST, Fashion-MNIST and other pairs of IDX files (http://yann.lecun.com/exdb/mnist/), gzipped or not: gray
 * images and one label each.
 *
 * @throws ConvzooError `invalid-data` where a file is no such file or the two don't fit together
 */
export async function parseIdxDataset(
  images: Uint8Array,
  labels: Uint8Array,
  { classes, name = 'idx' }: IdxOptions = {},
): Promise<Dataset> {
  const {
    shape: [count = 0, height = 0, width = 0],
    values,
  } = await parseIdx(images, 3, `images of ${name}`);
  const { values: numbers } = await parseIdx(labels, 1, `labels of ${name}`);
  if (numbers.length !== count)
    throw invalidData(name, `${count} labels, one per image`, `${numbers.length}`);
  const highest = numbers.reduce((most, n) => Math.max(most, n), 0);
  const size = height * width;
  return createDataset(
    classes ?? Array.from({ length: highest + 1 }, (_, i) => `${i}`),
    [...numbers].map((label, i) => ({
      id: `${name}/${i}`,
      label,
      load: async (): Promise<Pixels> => ({
        data: values.subarray(i * size, (i + 1) * size),
        width,
        height,
        channels: 1,
      }),
    })),
  );
}
