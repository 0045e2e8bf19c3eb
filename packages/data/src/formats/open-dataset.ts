import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConvzooError } from '@convzoo/core/errors';
import { type SplitName, type Splits, splitNamed } from '../datasets/splits.js';
import { digitScenes } from '../digits/digit-scenes.js';
import { mnistDigits } from '../digits/mnist-digits.js';
import { readCoco } from './coco.js';
import { readImageFolders } from './folder-splits.js';
import { invalidData } from './invalid-data.js';
import { readManifest } from './manifest.js';
import { isCifar10, readCifar10, readCifar100 } from './read-cifar.js';
import { isIdx, readIdx } from './read-idx.js';
import { readVoc } from './voc.js';

export interface OpenDatasetOptions {
  /** Class names in the order of the labels, for all formats but CIFAR and COCO, which name their own. */
  readonly classes?: readonly string[] | undefined;
}

/**
 * Opens a dataset and recognizes its layout:
 * - `mnist-digits` and `digit-scenes`, which need no files;
 * - a manifest, by its extension: .csv, .jsonl or .ndjson;
 * - a directory with CIFAR-10 or CIFAR-100 binary files, or MNIST-like IDX files;
 * - a directory with annotations of Pascal VOC, labelImg or COCO;
 * - a directory with image folders for train, validation (or val) and test;
 * - any other directory as an image folder, whose only split is `train`.
 *
 * The `warnings` of the datasets say what was skipped.
 *
 * @throws ConvzooError `file-error`, `invalid-data` and what the formats throw
 */
export async function openDataset(source: string, options: OpenDatasetOptions = {}): Promise<Splits> {
  if (Object.hasOwn(builtIn, source)) return await builtIn[source]!();
  const entry = await stat(source).catch(() => undefined);
  if (entry?.isDirectory()) return await readDirectory(source, options);
  if (entry?.isFile() && /\.(csv|jsonl|ndjson)$/i.test(source)) return await readManifest(source, options);
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

async function readDirectory(directory: string, options: OpenDatasetOptions): Promise<Splits> {
  const names = await readdir(directory);
  if (isCifar10(names)) return await readCifar10(directory);
  if (names.includes('fine_label_names.txt')) return await readCifar100(directory);
  if (isIdx(names)) return await readIdx(directory, options);
  const annotations = names.find((name) => name.toLowerCase() === 'annotations');
  if (annotations !== undefined) return await readAnnotated(directory, annotations, names, options);
  if (names.some((name) => name.toLowerCase().endsWith('.xml'))) {
    return { train: await readVoc(directory, { ...options, images: '.', annotations: '.' }) };
  }
  return await readImageFolders(directory, options);
}

/** Pascal VOC, labelImg's XML beside a folder of images, or COCO. */
async function readAnnotated(
  directory: string,
  annotations: string,
  names: readonly string[],
  options: OpenDatasetOptions,
): Promise<Splits> {
  const files = await readdir(join(directory, annotations));
  if (files.some((name) => cocoFile.test(name))) return await readCocoSplits(directory, annotations, files);
  const images = names.find((name) => /^(jpegimages|images)$/i.test(name));
  if (files.some((name) => name.toLowerCase().endsWith('.xml')) && images !== undefined) {
    return await readVocSplits(directory, { ...options, images, annotations });
  }
  throw invalidData(
    join(directory, annotations),
    'annotations in XML beside a directory JPEGImages or images, or COCO files such as instances_train2017.json',
    images === undefined ? 'no directory of images' : 'neither',
  );
}

async function readVocSplits(
  directory: string,
  options: NonNullable<Parameters<typeof readVoc>[1]>,
): Promise<Splits> {
  const lists = await readdir(join(directory, 'ImageSets', 'Main')).catch((): string[] => []);
  const splits = lists.flatMap((file) => (file.endsWith('.txt') ? [file.slice(0, -4)] : []));
  if (!splits.some((word) => splitNamed(word) !== undefined))
    return { train: await readVoc(directory, options) };
  return await readSplits(
    splits,
    (word) => word,
    (split) => readVoc(directory, { ...options, split }),
  );
}

const cocoFile = /^instances_(.+)\.json$/;

/** `annotations/instances_train2017.json` with the images in `train2017`, and so on. */
async function readCocoSplits(
  directory: string,
  annotations: string,
  files: readonly string[],
): Promise<Splits> {
  return await readSplits(
    files.flatMap((file) => cocoFile.exec(file)?.[1] ?? []),
    (name) => name.replace(/\d+$/, ''),
    (name) =>
      readCoco({
        annotations: join(directory, annotations, `instances_${name}.json`),
        images: join(directory, name),
      }),
  );
}

/** Reads each split that is named; if several names mean the same split, the first counts. */
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
