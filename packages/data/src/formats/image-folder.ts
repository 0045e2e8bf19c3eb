import { join } from 'node:path';
import { ConvzooError } from '@convzoo/core/errors';
import { createDataset, type Dataset } from '../datasets/dataset.js';
import { listImages } from '../images/list-images.js';
import { listDirectory } from './directory.js';
import { imageFile } from './image-file.js';
import { invalidData } from './invalid-data.js';
import { skippedFiles } from './skipped.js';

export interface ImageFolderOptions {
  /**
   * Names of the class directories in the order of the labels. Default: all directories, sorted by
   * character code, as in torchvision's `ImageFolder`.
   */
  readonly classes?: readonly string[] | undefined;
}

/**
 * ImageNet's layout: one directory per class, named after it, with its images in it or in its subdirectories.
 *
 * @throws ConvzooError `file-error` if the directory can't be read; `invalid-data` if it has no class
 * directory, or for classes that have no image
 */
export async function readImageFolder(
  directory: string,
  { classes }: ImageFolderOptions = {},
): Promise<Dataset> {
  const folder = await listClassFolder(directory);
  if (folder.classes.size === 0) throw invalidData(directory, expected, 'no directory in it');
  const names = classes ?? [...folder.classes.keys()];
  refuseEmptyClasses(directory, names, [folder]);
  return datasetOf(folder, names);
}

const expected = 'a directory per class, each with images';

/** The images below each directory of a directory, by the name of the class. */
export interface ClassFolder {
  readonly classes: ReadonlyMap<string, readonly string[]>;
  readonly warnings: readonly string[];
}

/** @throws ConvzooError `file-error` */
export async function listClassFolder(directory: string): Promise<ClassFolder> {
  const classes = new Map<string, string[]>();
  const skipped: string[] = [];
  const { directories, files } = await listDirectory(directory);
  for (const name of directories) {
    const images = await imagesBelow(join(directory, name), skipped);
    // Two directories may spell one name with different code points.
    const known = classes.get(name.normalize());
    if (known === undefined) classes.set(name.normalize(), images);
    else known.push(...images);
  }
  const loose = files.filter((name) => /\.(jpe?g|png|webp)$/i.test(name));
  return {
    classes,
    warnings: [
      ...skippedFiles(directory, skipped),
      ...(loose.length === 0
        ? []
        : [
            `${directory}: ${loose.length === 1 ? '1 image' : `${loose.length} images`} outside the class directories skipped, such as ${loose[0]}`,
          ]),
    ],
  };
}

/** @throws ConvzooError `invalid-data` with the classes that no folder has an image of */
export function refuseEmptyClasses(
  directory: string,
  names: readonly string[],
  folders: readonly ClassFolder[],
): void {
  const isEmpty = (name: string): boolean =>
    folders.every(({ classes }) => (classes.get(name.normalize()) ?? []).length === 0);
  const empty = names.filter(isEmpty);
  if (empty.length === 0) return;
  const remedy = 'Add images, or remove these directories.';
  throw invalidData(directory, expected, `no image for ${empty.join(', ')}`, remedy);
}

/** The dataset of a folder with these classes, some of which may have no image. */
export function datasetOf(
  { classes, warnings }: ClassFolder,
  names: readonly string[],
  more: readonly string[] = [],
): Dataset {
  const samples = names.flatMap((name) => {
    const label = name.normalize();
    return (classes.get(label) ?? []).map((file) => imageFile(file, { label }));
  });
  const known = new Set(names.map((name) => name.normalize()));
  const others = [...classes.keys()].filter((name) => !known.has(name));
  const left =
    others.length === 0 ? [] : [`skipped, because they are not among the classes: ${others.join(', ')}`];
  return createDataset(names, samples, [...more, ...warnings, ...left]);
}

async function imagesBelow(directory: string, skipped: string[]): Promise<string[]> {
  return await listImages(directory, { onSkipped: (path) => skipped.push(path) }).catch((error: unknown) => {
    if (ConvzooError.isInstance(error) && error.code === 'file-error') return [];
    throw error;
  });
}
