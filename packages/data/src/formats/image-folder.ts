import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ConvzooError } from '@convzoo/core/errors';
import { createDataset, type Dataset } from '../datasets/dataset.js';
import { listImages } from '../list-images.js';
import { imageFile } from './image-file.js';
import { invalidData } from './invalid-data.js';

export interface ImageFolderOptions {
  /**
   * Names of the class directories in the order of the labels. Default: all directories, in the order of
   * their characters' codes, as torchvision's `ImageFolder` has them.
   */
  readonly classes?: readonly string[];
}

/**
 * ImageNet's layout: one directory per class, named after it, with the class's images in it or below.
 *
 * @throws ConvzooError `file-error` where the directory can't be read; `invalid-data` where it has no class
 * directory, or names the classes that have no image
 */
export async function readImageFolder(directory: string, options: ImageFolderOptions = {}): Promise<Dataset> {
  const classes = options.classes ?? (await classDirectories(directory));
  const expected = 'a directory per class, each with images';
  if (classes.length === 0) throw invalidData(directory, expected, 'no directory in it');
  const files = await Promise.all(classes.map((name) => imagesBelow(join(directory, name))));
  const empty = classes.filter((_, i) => files[i]!.length === 0);
  if (empty.length > 0) {
    const remedy = 'Add images, or remove these directories.';
    throw invalidData(directory, expected, `no image for ${empty.join(', ')}`, remedy);
  }
  return createDataset(
    classes,
    classes.flatMap((label, i) => files[i]!.map((file) => imageFile(file, { label }))),
  );
}

/** The directories in a directory, by character code, without hidden ones. */
export async function classDirectories(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    throw new ConvzooError('file-error', {
      subject: directory,
      expected: 'a directory that can be read',
      found: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  });
  return entries
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
}

async function imagesBelow(directory: string): Promise<string[]> {
  return await listImages(directory).catch((error: unknown) => {
    if (ConvzooError.isInstance(error) && error.code === 'file-error') return [];
    throw error;
  });
}
