import type { Pixels } from '@convzoo/core/preprocess';
import { createDataset, type Dataset } from '../datasets/dataset.js';
import { invalidData } from './invalid-data.js';

const side = 32;
const plane = side * side;

/** The class names of CIFAR-10 in the order of its labels. */
export const cifar10Classes: readonly string[] = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
];

export interface CifarOptions {
  readonly classes: readonly string[];
  /** Bytes before the pixels of each record: 1 in CIFAR-10, 2 (coarse and fine) in CIFAR-100. Default 1. */
  readonly labelBytes?: 1 | 2;
  /** Which of them is the label. Default the last. */
  readonly labelByte?: 0 | 1;
  /** Names the split in the ids of its samples. Default 'cifar'. */
  readonly name?: string;
}

/**
 * The binary version of CIFAR-10 or CIFAR-100 (https://www.cs.toronto.edu/~kriz/cifar.html): records of
 * labels and 32x32 pixels, one plane per color. Several files are one dataset.
 *
 * @throws ConvzooError `invalid-data` where a file is not made of whole records or a label is out of range
 */
export function parseCifar(
  files: readonly Uint8Array[],
  { classes, labelBytes = 1, labelByte = labelBytes === 1 ? 0 : 1, name = 'cifar' }: CifarOptions,
): Dataset {
  const record = labelBytes + 3 * plane;
  const records = files.flatMap((file, f) => {
    if (file.length === 0 || file.length % record !== 0) {
      const expected = `records of ${record} bytes`;
      throw invalidData(
        `${name}, file ${f + 1}`,
        expected,
        `${file.length} bytes`,
        'The file may be truncated.',
      );
    }
    return Array.from({ length: file.length / record }, (_, i) =>
      file.subarray(i * record, (i + 1) * record),
    );
  });
  return createDataset(
    classes,
    records.map((bytes, i) => ({
      id: `${name}/${i}`,
      label: bytes[labelByte]!,
      load: async () => interleave(bytes.subarray(labelBytes)),
    })),
  );
}

function interleave(planes: Uint8Array): Pixels {
  const data = new Uint8Array(3 * plane);
  for (let p = 0; p < plane; p++) {
    for (let c = 0; c < 3; c++) data[3 * p + c] = planes[c * plane + p]!;
  }
  return { data, width: side, height: side, channels: 3 };
}
