import { basename, join } from 'node:path';
import { createDataset, type Dataset, type Sample } from '../datasets/dataset.js';
import { isImageName } from '../images/image-types.js';
import { inOrder } from '../in-order.js';
import { listDirectory } from './directory.js';
import { imageFile } from './image-file.js';
import { invalidData } from './invalid-data.js';
import { readText } from './read-file.js';
import { parseVocAnnotation, type VocAnnotation } from './voc-annotation.js';

/** The 20 classes of Pascal VOC in alphabetical order. */
export const vocClasses: readonly string[] = [
  'aeroplane',
  'bicycle',
  'bird',
  'boat',
  'bottle',
  'bus',
  'car',
  'cat',
  'chair',
  'cow',
  'diningtable',
  'dog',
  'horse',
  'motorbike',
  'person',
  'pottedplant',
  'sheep',
  'sofa',
  'train',
  'tvmonitor',
];

export interface VocOptions {
  /** A list in `ImageSets/Main`: train, val, trainval or test. Default: all annotations. */
  readonly split?: string | undefined;
  /** Default: Pascal VOC's 20 if they cover all labels, otherwise those that occur, in alphabetical order. */
  readonly classes?: readonly string[] | undefined;
  /** The directory of the images in `directory`. Default 'JPEGImages'. */
  readonly images?: string | undefined;
  /** The directory of the annotations in `directory`. Default 'Annotations'. */
  readonly annotations?: string | undefined;
}

/**
 * Pascal VOC (http://host.robots.ox.ac.uk/pascal/VOC/), or annotations in its XML such as labelImg's, as
 * multi-label data: the classes of the objects in each image, except those marked difficult, of which only the
 * boxes are kept. The image of an annotation is the one with the same name and any extension, or the one that the
 * annotation names.
 *
 * @throws ConvzooError `file-error`; `invalid-data` for an annotation that can't be read; `unknown-name`
 */
export async function readVoc(
  directory: string,
  { split, classes, images = 'JPEGImages', annotations = 'Annotations' }: VocOptions = {},
): Promise<Dataset> {
  const annotationFolder = join(directory, annotations);
  const names =
    split === undefined ? await annotationNames(annotationFolder) : await listedNames(directory, split);
  const read = async (name: string): Promise<[name: string, annotation: VocAnnotation]> => {
    const file = join(annotationFolder, `${name}.xml`);
    return [name, parseVocAnnotation(await readText(file), file)];
  };
  const findImage = await imageFinder(join(directory, images));
  const samples: Sample[] = [];
  for await (const [, outcome] of inOrder(names, read, { concurrency: 16 })) {
    if (outcome.status === 'rejected') throw outcome.reason;
    const [name, { filename, objects: boxes }] = outcome.value;
    const labels = boxes.filter(({ difficult }) => difficult !== true).map(({ label }) => label);
    samples.push(imageFile(findImage(name, filename), { label: [...new Set(labels)], boxes }));
  }
  return createDataset(classes ?? classesOf(samples), samples);
}

async function annotationNames(directory: string): Promise<string[]> {
  const { files } = await listDirectory(directory);
  return files.filter((name) => /\.xml$/i.test(name)).map((name) => name.slice(0, -4));
}

async function listedNames(directory: string, split: string): Promise<string[]> {
  const list = await readText(join(directory, 'ImageSets', 'Main', `${split}.txt`));
  return list
    .split('\n')
    .flatMap((line) => line.trim().split(/\s+/).slice(0, 1))
    .filter(Boolean);
}

async function imageFinder(directory: string): Promise<(name: string, filename?: string) => string> {
  const { files } = await listDirectory(directory);
  const images = files.filter(isImageName);
  const known = new Set(images);
  const byStem = new Map(images.map((file) => [file.slice(0, file.lastIndexOf('.')), file]));
  return (name, filename) => {
    const named = filename === undefined ? undefined : basename(filename.replaceAll('\\', '/'));
    const file = byStem.get(name) ?? (named !== undefined && known.has(named) ? named : undefined);
    if (file !== undefined) return join(directory, file);
    throw invalidData(directory, `an image for the annotation ${name}.xml`, named ?? 'none');
  };
}

function classesOf(samples: readonly Sample[]): readonly string[] {
  const labels = new Set(samples.flatMap(({ boxes = [] }) => boxes.map(({ label }) => label)));
  const pascal = new Set(vocClasses);
  return [...labels].every((label) => pascal.has(label)) ? vocClasses : [...labels].sort();
}
