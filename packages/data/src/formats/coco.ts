import { join } from 'node:path';
import { type Box, createDataset, type Dataset } from '../datasets/dataset.js';
import { imageFile } from './image-file.js';
import { invalidData } from './invalid-data.js';
import { readText } from './read-file.js';

export interface CocoOptions {
  /** An `instances_*.json`. */
  readonly annotations: string;
  /** The directory of the images that it names. */
  readonly images: string;
}

interface CocoFile {
  readonly images: readonly { readonly id: number; readonly file_name: string }[];
  readonly categories: readonly { readonly id: number; readonly name: string }[];
  readonly annotations: readonly CocoAnnotation[];
}

interface CocoAnnotation {
  readonly image_id: number;
  readonly category_id: number;
  readonly bbox: readonly [x: number, y: number, width: number, height: number];
}

/**
 * COCO (https://cocodataset.org) as multi-label data: the categories of the objects in each image, crowds
 * included, in the order of the categories' numbers. An image without objects has no label.
 *
 * @throws ConvzooError `file-error`; `invalid-data` where the annotations can't be read
 */
export async function readCoco({ annotations: file, images }: CocoOptions): Promise<Dataset> {
  const coco = parseCoco(await readText(file), file);
  const categories = coco.categories.toSorted((a, b) => a.id - b.id);
  const nameOf = new Map(categories.map(({ id, name }) => [id, name]));
  const boxesOf = new Map<number, Box[]>(coco.images.map(({ id }) => [id, []]));
  for (const { image_id, category_id, bbox } of coco.annotations) {
    const label = nameOf.get(category_id);
    const boxes = boxesOf.get(image_id);
    if (label === undefined)
      throw invalidData(file, 'annotations of its categories', `category ${category_id}`);
    if (boxes === undefined) throw invalidData(file, 'annotations of its images', `image ${image_id}`);
    const [x, y, width, height] = bbox;
    boxes.push({ label, x, y, width, height });
  }
  return createDataset(
    categories.map(({ name }) => name),
    coco.images.map(({ id, file_name }) => {
      const boxes = boxesOf.get(id)!;
      return imageFile(join(images, file_name), {
        label: [...new Set(boxes.map(({ label }) => label))],
        boxes,
      });
    }),
  );
}

function parseCoco(text: string, file: string): CocoFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalidData(file, 'JSON', error instanceof Error ? error.message : String(error));
  }
  if (isCoco(value)) return value;
  const expected =
    'images (id, file_name), categories (id, name) and annotations (image_id, category_id, bbox)';
  throw invalidData(file, expected, 'other fields');
}

function isCoco(value: unknown): value is CocoFile {
  return (
    isListOf(value, 'images', { id: 'number', file_name: 'string' }) &&
    isListOf(value, 'categories', { id: 'number', name: 'string' }) &&
    isListOf(value, 'annotations', { image_id: 'number', category_id: 'number', bbox: 'object' })
  );
}

/** Whether a field is a list of objects whose fields have these types. */
function isListOf(value: unknown, field: string, types: Readonly<Record<string, string>>): boolean {
  const list = fieldOf(value, field);
  return (
    Array.isArray(list) &&
    list.every((item) => Object.entries(types).every(([name, type]) => typeof fieldOf(item, name) === type))
  );
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
