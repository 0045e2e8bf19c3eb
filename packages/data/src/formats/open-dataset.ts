import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConvzooError } from '@convzoo/core/errors';
import { digitScenes } from '../digits/digit-scenes.js';
import { mnistDigits } from '../digits/mnist-digits.js';
import { readCoco } from './coco.js';
import { classDirectories, readImageFolder } from './image-folder.js';
import { readManifest } from './manifest.js';
import { readCifar10, readCifar100 } from './read-cifar.js';
import { readIdx } from './read-idx.js';
import { type SplitName, type Splits, splitNamed } from './splits.js';
import { readVoc } from './voc.js';

export interface OpenDatasetOptions {
  /** Class names in the order of the labels, for image folders and manifests. */
  readonly classes?: readonly string[];
}

/**
 * Opens a dataset by what it looks like:
 * - `mnist-digits` and `digit-scenes`, which need no files;
 * - a manifest, by its ending: .csv, .jsonl or .ndjson;
 * - a directory with CIFAR-10 or CIFAR-100 binary files, MNIST-like IDX files, Pascal VOC or COCO;
 * - a directory of train, validation (or val) and test image folders;
 * - any other directory as an image folder, all of it `train`.
 *
 * @throws ConvzooError `file-error`, `invalid-data` and what the formats throw
 */
export async function openDataset(source: string, options: OpenDatasetOptions = {}): Promise<Splits> {
  if (Object.hasOwn(builtIn, source)) return await builtIn[source]!();
  const entry = await stat(source).catch(() => undefined);
  const isManifest = /\.(csv|jsonl|ndjson)$/i.test(source);
  if (entry?.isDirectory()) {
    const names = await readdir(source);
    return await formats.find(({ matches }) => matches(names))!.read(source, options, names);
  }
  if (entry?.isFile() && isManifest) return await readManifest(source, options);
  throw new ConvzooError('file-error', {
    subject: source,
    expected: `a directory, a manifest (.csv, .jsonl) or one of ${Object.keys(builtIn).join(', ')}`,
    found: entry === undefined ? 'no such file or directory' : 'another kind of file',
  });
}

const builtIn: Readonly<Record<string, () => Promise<Splits>>> = {
  'mnist-digits': mnistDigits,
  'digit-scenes': async () => {
    const { train, test } = await mnistDigits();
    return {
      train: await digitScenes(train, { count: 4000 }),
      test: await digitScenes(test, { count: 1000, seed: 1 }),
    };
  },
};

interface Format {
  matches(names: readonly string[]): boolean;
  read(directory: string, options: OpenDatasetOptions, names: readonly string[]): Promise<Splits>;
}

/** The first one that matches the names in a directory reads it. */
const formats: readonly Format[] = [
  { matches: (names) => names.includes('test_batch.bin'), read: readCifar10 },
  {
    matches: (names) => names.includes('fine_label_names.txt'),
    read: (directory) => readCifar100(directory),
  },
  { matches: (names) => names.some((name) => name.startsWith('train-images-idx3-ubyte')), read: readIdx },
  { matches: (names) => names.includes('JPEGImages') && names.includes('Annotations'), read: readVocSplits },
  { matches: (names) => names.includes('annotations'), read: readCocoSplits },
  { matches: (names) => names.some((name) => splitNamed(name) === 'train'), read: readFolderSplits },
  {
    matches: () => true,
    read: async (directory, options) => ({ train: await readImageFolder(directory, options) }),
  },
];

async function readVocSplits(directory: string): Promise<Splits> {
  const lists = await readdir(join(directory, 'ImageSets', 'Main'));
  return await readSplits(
    lists.flatMap((file) => (file.endsWith('.txt') ? [file.slice(0, -4)] : [])),
    (word) => word,
    (split) => readVoc(directory, { split }),
  );
}

/** `annotations/instances_train2017.json` with the images in `train2017`, and so on. */
async function readCocoSplits(directory: string): Promise<Splits> {
  const files = await readdir(join(directory, 'annotations'));
  return await readSplits(
    files.flatMap((file) => /^instances_(.+)\.json$/.exec(file)?.[1] ?? []),
    (name) => name.replace(/\d+$/, ''),
    (name) =>
      readCoco({
        annotations: join(directory, 'annotations', `instances_${name}.json`),
        images: join(directory, name),
      }),
  );
}

/** All splits have the classes of the training images. */
async function readFolderSplits(
  directory: string,
  options: OpenDatasetOptions,
  names: readonly string[],
): Promise<Splits> {
  const train = names.find((name) => splitNamed(name) === 'train')!;
  const classes = options.classes ?? (await classDirectories(join(directory, train)));
  return await readSplits(
    names,
    (name) => name,
    (name) => readImageFolder(join(directory, name), { classes }),
  );
}

/** Reads what names a split; of several that name the same one, the first. */
async function readSplits(
  names: readonly string[],
  wordOf: (name: string) => string,
  read: (name: string) => Promise<Splits[SplitName]>,
): Promise<Splits> {
  const splits: { -readonly [Name in SplitName]?: NonNullable<Splits[Name]> } = {};
  for (const name of names.toSorted()) {
    const split = splitNamed(wordOf(name));
    if (split === undefined || splits[split] !== undefined) continue;
    const dataset = await read(name);
    if (dataset !== undefined) splits[split] = dataset;
  }
  return splits;
}
