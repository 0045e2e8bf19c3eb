import { join } from 'node:path';
import { type SplitName, type Splits, splitNamed } from '../datasets/splits.js';
import { listDirectory } from './directory.js';
import {
  type ClassFolder,
  datasetOf,
  type ImageFolderOptions,
  listClassFolder,
  readImageFolder,
  refuseEmptyClasses,
} from './image-folder.js';
import { invalidData } from './invalid-data.js';

/**
 * A directory of class directories, which become the split `train`; or of the directories train, val and test, each
 * with class directories. `train` may also be the name of a class, so the names alone do not decide: directories
 * with such names are splits if there are no others, or if at least two of them contain class directories.
 *
 * @throws ConvzooError `file-error`; `invalid-data`, in particular for splits and classes side by side
 */
export async function readImageFolders(directory: string, options: ImageFolderOptions): Promise<Splits> {
  const { directories } = await listDirectory(directory);
  const named = directories.filter((name) => splitNamed(name) !== undefined);
  if (named.length === 0) return { train: await readImageFolder(directory, options) };
  const { classes } = await listClassFolder(directory);
  const others = [...classes].flatMap(([name, images]) =>
    splitNamed(name) === undefined && images.length > 0 ? [name] : [],
  );
  const withClasses = await filterAsync(named, (name) => hasDirectories(join(directory, name)));
  if (others.length === 0) return await readSplits(directory, named, options);
  if (withClasses.length < 2) return { train: await readImageFolder(directory, options) };
  throw invalidData(
    directory,
    'either a directory per class or one per split',
    `the splits ${withClasses.join(', ')} beside ${others.join(', ')}`,
    'Move the others elsewhere, or rename the classes whose names are those of splits.',
  );
}

/** All splits share the union of their classes; a split may lack some of them. */
async function readSplits(
  directory: string,
  names: readonly string[],
  options: ImageFolderOptions,
): Promise<Splits> {
  const folders = new Map<SplitName, ClassFolder>();
  for (const name of names) {
    const split = splitNamed(name)!;
    const path = join(directory, name);
    if (folders.has(split)) {
      throw invalidData(directory, `one directory for the split ${split}`, `${name} as well`);
    }
    const folder = await listClassFolder(path);
    if (folder.classes.size === 0) {
      throw invalidData(path, 'a directory per class, each with images', 'no directory in it');
    }
    folders.set(split, folder);
  }
  const present = [...new Set([...folders.values()].flatMap(({ classes }) => [...classes.keys()]))].sort();
  const classes = options.classes ?? present;
  refuseEmptyClasses(directory, classes, [...folders.values()]);
  const train = folders.get('train');
  return Object.fromEntries(
    [...folders].map(([split, folder]) => {
      const unknown = train === undefined ? [] : classesWithout(train, classes);
      const warnings =
        split === 'train' && unknown.length > 0
          ? [`${directory}: there is no training image of ${unknown.join(', ')}`]
          : [];
      return [split, datasetOf(folder, classes, warnings)];
    }),
  );
}

function classesWithout({ classes }: ClassFolder, names: readonly string[]): string[] {
  return names.filter((name) => (classes.get(name.normalize()) ?? []).length === 0);
}

async function hasDirectories(directory: string): Promise<boolean> {
  return (await listDirectory(directory)).directories.length > 0;
}

async function filterAsync<T>(items: readonly T[], keep: (item: T) => Promise<boolean>): Promise<T[]> {
  const kept = await Promise.all(items.map(keep));
  return items.filter((_, i) => kept[i]);
}
