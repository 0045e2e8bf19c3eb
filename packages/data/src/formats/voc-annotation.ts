import { XMLParser } from 'fast-xml-parser';
import type { BoundingBox } from '../images/bounding-box.js';
import { invalidData, shown } from './invalid-data.js';

export interface VocAnnotation {
  /** The name of the image file. */
  readonly filename?: string;
  readonly objects: readonly BoundingBox[];
}

/**
 * Limit on the characters of a file, enough for thousands of objects: the parser takes some hundred bytes for each.
 */
const mostCharacters = 2 ** 20;

/** Keeps values as strings, and elements that may repeat as lists. */
const parser = new XMLParser({
  parseTagValue: false,
  isArray: (name) => name === 'object' || name === 'annotation',
});

/**
 * Reads an annotation in Pascal VOC's XML, in which coordinates count pixels from 1 and include both ends.
 *
 * @throws ConvzooError `invalid-data`
 */
export function parseVocAnnotation(xml: string, subject: string): VocAnnotation {
  if (xml.length > mostCharacters) {
    throw invalidData(subject, `an annotation of at most ${mostCharacters} characters`, `${xml.length}`);
  }
  const [annotation] = listOf(fieldOf(parseXml(xml, subject), 'annotation'));
  if (annotation === undefined) throw invalidData(subject, 'a VOC annotation', 'none');
  const filename = textOf(annotation, 'filename');
  return {
    ...(filename === undefined ? {} : { filename }),
    objects: listOf(fieldOf(annotation, 'object')).map((object) => boxOf(object, subject)),
  };
}

function boxOf(object: unknown, subject: string): BoundingBox {
  const label = textOf(object, 'name')?.normalize();
  const corner = (name: string): number => Number(textOf(fieldOf(object, 'bndbox'), name) ?? Number.NaN);
  const [left, top, right, bottom] = [corner('xmin'), corner('ymin'), corner('xmax'), corner('ymax')];
  if (label === undefined || ![left, top, right, bottom].every(Number.isFinite)) {
    throw invalidData(
      subject,
      'a name and a bndbox for each object',
      label === undefined ? 'an object without one' : shown(label),
    );
  }
  return {
    label,
    x: left - 1,
    y: top - 1,
    width: right - left + 1,
    height: bottom - top + 1,
    ...(textOf(object, 'difficult') === '1' ? { difficult: true } : {}),
  };
}

function parseXml(xml: string, subject: string): unknown {
  try {
    return parser.parse(xml, true);
  } catch (error) {
    // The parser repeats what it has read.
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw invalidData(subject, 'a VOC annotation', `invalid XML: ${reason.slice(0, 100)}`);
  }
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

function textOf(value: unknown, name: string): string | undefined {
  const text = fieldOf(value, name);
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
}
