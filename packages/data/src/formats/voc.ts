import { join } from 'node:path';
import { type Box, createDataset, type Dataset, type Sample } from '../datasets/dataset.js';
import { inOrder } from '../in-order.js';
import { imageFile } from './image-file.js';
import { invalidData } from './invalid-data.js';
import { readText } from './read-file.js';

/** The 20 classes of Pascal VOC in the order of their names. */
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
  /** A list in `ImageSets/Main`: train, val, trainval or test. */
  readonly split: string;
  /** Default: VOC's 20. */
  readonly classes?: readonly string[];
}

/**
 * Pascal VOC (http://host.robots.ox.ac.uk/pascal/VOC/) as multi-label data: the classes of the objects in each
 * image, less those marked difficult, which keep their boxes only. `directory` holds `JPEGImages`.
 *
 * @throws ConvzooError `file-error`; `invalid-data` where an annotation can't be read; `unknown-name`
 */
export async function readVoc(
  directory: string,
  { split, classes = vocClasses }: VocOptions,
): Promise<Dataset> {
  const list = await readText(join(directory, 'ImageSets', 'Main', `${split}.txt`));
  const names = list
    .split('\n')
    .flatMap((line) => line.trim().split(/\s+/).slice(0, 1))
    .filter(Boolean);
  const read = async (name: string): Promise<Sample> => {
    const annotation = join(directory, 'Annotations', `${name}.xml`);
    const boxes = vocBoxes(await readText(annotation), annotation);
    const labels = boxes.filter(({ difficult }) => difficult !== true).map(({ label }) => label);
    return imageFile(join(directory, 'JPEGImages', `${name}.jpg`), { label: [...new Set(labels)], boxes });
  };
  const samples: Sample[] = [];
  for await (const [, outcome] of inOrder(names, read, { concurrency: 16 })) {
    if (outcome.status === 'rejected') throw outcome.reason;
    samples.push(outcome.value);
  }
  return createDataset(classes, samples);
}

/** The objects of an annotation. Its coordinates count pixels from 1 and include both ends. */
function vocBoxes(xml: string, subject: string): Box[] {
  if (!xml.includes('<annotation')) throw invalidData(subject, 'a VOC annotation', 'none');
  return elements(xml, 'object').map((object) => {
    // Parts of a person, such as the head, have names and boxes of their own.
    const own = object.replace(/<part>.*?<\/part>/gs, '');
    const [box] = elements(own, 'bndbox');
    const corner = (name: string): number => Number(elements(box ?? '', name)[0] ?? Number.NaN);
    const [left, top, right, bottom] = [corner('xmin'), corner('ymin'), corner('xmax'), corner('ymax')];
    const label = elements(own, 'name')[0]?.trim();
    if (label === undefined || ![left, top, right, bottom].every(Number.isFinite)) {
      throw invalidData(subject, 'a name and a bndbox for each object', object.trim().slice(0, 80));
    }
    return {
      label,
      x: left - 1,
      y: top - 1,
      width: right - left + 1,
      height: bottom - top + 1,
      ...(elements(own, 'difficult')[0]?.trim() === '1' ? { difficult: true } : {}),
    };
  });
}

/** The contents of all elements of a name, for XML as plain as VOC's. */
function elements(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'))].map(([, content]) => content!);
}
