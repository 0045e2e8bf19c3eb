import { join } from 'node:path';
import { createDataset, type Dataset } from '../datasets/dataset.js';
import type { BoundingBox } from '../images/bounding-box.js';
import { imageFile } from './image-file.js';
import { invalidData, parseJson } from './invalid-data.js';
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
 * COCO (https://cocodataset.org) as multi-label data: the categories of the objects in each image, including crowds,
 * ordered by category id. An image without objects has no label.
 *
 * @throws ConvzooError `file-error`; `invalid-data` where the annotations can't be read
 */
export async function readCoco({ annotations: file, images }: CocoOptions): Promise<Dataset> {
  const coco = parseCoco(await readText(file), file);
  const categories = coco.categories.toSorted((a, b) => a.id - b.id);
  const nameOf = new Map(categories.map(({ id, name }) => [id, name]));
  const boxesOf = new Map<number, BoundingBox[]>(coco.images.map(({ id }) => [id, []]));
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
  const value = parseJson(text, file);
  if (isCoco(value)) return value;
  const expected =
    'images (id, file_name), categories (id, name) and annotations (image_id, category_id, bbox)';
  throw invalidData(file, expected, 'other fields');
}

type Check = (value: unknown) => boolean;

const isNumber: Check = (value) => typeof value === 'number';
const isText: Check = (value) => typeof value === 'string';
const isBox: Check = (value) => Array.isArray(value) && value.length === 4 && value.every(Number.isFinite);

function isCoco(value: unknown): value is CocoFile {
  return (
    isListOf(value, 'images', { id: isNumber, file_name: isText }) &&
    isListOf(value, 'categories', { id: isNumber, name: isText }) &&
    isListOf(value, 'annotations', { image_id: isNumber, category_id: isNumber, bbox: isBox })
  );
}

/** Whether a field is a list of objects whose fields pass these checks. */
function isListOf(value: unknown, field: string, checks: Readonly<Record<string, Check>>): boolean {
  const list = fieldOf(value, field);
  return (
    Array.isArray(list) &&
    list.every((item) => Object.entries(checks).every(([name, check]) => check(fieldOf(item, name))))
  );
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
