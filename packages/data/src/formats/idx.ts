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

/**
 * Limit on the ratio of unpacked to packed size; that of MNIST and its relatives is about 5.
 */
const mostExpansion = 64;
const leastLimit = 2 ** 24;
/** EMNIST has 814,255 images. Each takes some memory, however small it is. */
const mostImages = 2 ** 20;

async function readIdxArray(file: Uint8Array, rank: number, subject: string): Promise<IdxArray> {
  const header = 4 + 4 * rank;
  const bytes = await gunzipIfNeeded(file, subject, header, (beginning) => {
    const size = header + shapeOf(beginning, rank, subject).reduce((product, n) => product * n, 1);
    const limit = Math.max(leastLimit, mostExpansion * file.length);
    if (size <= limit) return size;
    throw invalidData(subject, `at most ${limit} bytes in ${file.length}`, `${size} in its header`);
  });
  const shape = shapeOf(bytes, rank, subject);
  const values = bytes.subarray(header);
  const size = shape.reduce((product, n) => product * n, 1);
  if (values.length !== size) {
    throw invalidData(subject, `${size} values for the shape [${shape.join(', ')}]`, `${values.length}`);
  }
  return { shape, values };
}

function shapeOf(bytes: Uint8Array, rank: number, subject: string): number[] {
  const [zero, alsoZero, type, dimensions] = bytes;
  if (zero !== 0 || alsoZero !== 0 || type !== unsignedByte || dimensions !== rank) {
    const expected = `an IDX file of unsigned bytes with ${rank} dimensions (0, 0, 8, ${rank})`;
    throw invalidData(subject, expected, `the bytes ${[...bytes.subarray(0, 4)].join(', ')}`);
  }
  const header = 4 + 4 * rank;
  if (bytes.length < header)
    throw invalidData(subject, `a header of ${header} bytes`, `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, header);
  return Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
}

export interface IdxOptions {
  /** Names of the classes in the order of their numbers. Default '0' to the highest label. */
  readonly classes?: readonly string[] | undefined;
  /** Names the split in the ids of its samples. Default 'idx'. */
  readonly name?: string;
}

/**
 * MNIST, Fashion-MNIST and other pairs of IDX files (http://yann.lecun.com/exdb/mnist/), gzipped or not: gray
 * images and one label each.
 *
 * @throws ConvzooError `invalid-data` if a file is in another format or too large, or if the two don't match
 */
export async function parseIdx(
  images: Uint8Array,
  labels: Uint8Array,
  { classes, name = 'idx' }: IdxOptions = {},
): Promise<Dataset> {
  const {
    shape: [count = 0, height = 0, width = 0],
    values,
  } = await readIdxArray(images, 3, `images of ${name}`);
  if (height === 0 || width === 0) throw invalidData(`images of ${name}`, 'pixels', `${height} x ${width}`);
  if (count > mostImages) throw invalidData(`images of ${name}`, `at most ${mostImages} images`, `${count}`);
  const { values: numbers } = await readIdxArray(labels, 1, `labels of ${name}`);
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
