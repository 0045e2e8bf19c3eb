import { dirname, resolve } from 'node:path';
import type { Label } from '@convzoo/core';
import { ConvzooError, nearest } from '@convzoo/core/errors';
import { createDataset, namedLabel, type Sample } from '../datasets/dataset.js';
import { type SplitName, type Splits, splitNamed } from '../datasets/splits.js';
import { parseCsv } from './csv.js';
import { imageFile } from './image-file.js';
import { invalidData, parseJson, shown } from './invalid-data.js';
import { readText } from './read-file.js';

export interface ManifestOptions {
  /** Class names in the order of the labels. Default: all that occur, in the order of their characters' codes. */
  readonly classes?: readonly string[] | undefined;
}

/** One line of a manifest, and its place for messages. */
interface ManifestEntry {
  readonly place: string;
  readonly path: string;
  readonly label: Label;
  readonly split: SplitName;
}

const fields: readonly string[] = ['path', 'label', 'labels', 'split'];

/**
 * A list of labeled images as CSV (first line: the names of the columns) or JSON Lines (one object a line):
 * `path`, relative to the manifest; `label` for one class, or `labels` for several, which CSV separates by `|`;
 * and optionally `split`. Without splits all of it is `train`.
 *
 * @throws ConvzooError `file-error`; `invalid-data` or `unknown-name` with the line
 */
export async function readManifest(file: string, options: ManifestOptions = {}): Promise<Splits> {
  const text = await readText(file);
  const rows = file.toLowerCase().endsWith('.csv') ? csvRows(text, file) : jsonRows(text, file);
  if (rows.length === 0) throw invalidData(file, 'at least one image', 'none');
  const classes = (options.classes ?? occurringClasses(rows, file)).map((name) => name.normalize());
  const known = new Set(classes);
  const parts = new Map<SplitName, Sample[]>();
  for (const { place, path, label, split } of rows) {
    const named = namedLabel(`${place}, label of ${path}`, label, classes, known);
    const sample = imageFile(resolve(dirname(file), path), { label: named });
    const part = parts.get(split);
    if (part === undefined) parts.set(split, [sample]);
    else part.push(sample);
  }
  return Object.fromEntries([...parts].map(([split, samples]) => [split, createDataset(classes, samples)]));
}

function csvRows(text: string, file: string): ManifestEntry[] {
  const [header, ...lines] = parseCsv(text, file);
  for (const column of header ?? []) checkField(column, `${file}, first line`);
  return lines.map((line, i) => {
    const place = `${file}, row ${i + 1}`;
    if (line.length !== header!.length)
      throw invalidData(place, `${header!.length} fields`, `${line.length}`);
    const record = Object.fromEntries(header!.map((column, c) => [column, line[c]!]));
    const labels = record.labels?.split('|').filter((label) => label !== '');
    return toRow({ ...record, ...(labels === undefined ? {} : { labels }) }, place);
  });
}

function jsonRows(text: string, file: string): ManifestEntry[] {
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    const place = `${file}, line ${i + 1}`;
    const record = parseObject(line, place);
    for (const field of Object.keys(record)) checkField(field, place);
    return [toRow(record, place)];
  });
}

function parseObject(line: string, place: string): object {
  const value = parseJson(line, place, 'a JSON object');
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw invalidData(place, 'a JSON object', shown(value));
}

function checkField(name: string, place: string): void {
  if (fields.includes(name)) return;
  throw new ConvzooError('invalid-data', {
    subject: place,
    expected: `fields named ${fields.join(', ')}`,
    found: `"${name}"`,
    remedy: `Did you mean "${nearest(name, fields)}"?`,
  });
}

function toRow(
  record: {
    readonly path?: unknown;
    readonly label?: unknown;
    readonly labels?: unknown;
    readonly split?: unknown;
  },
  place: string,
): ManifestEntry {
  const { path, split = 'train' } = record;
  if (typeof path !== 'string' || path === '') throw invalidData(place, 'a path', shown(path));
  const label = record.labels ?? record.label;
  if (!isLabel(label)) throw invalidData(place, 'a label or labels', shown(label));
  const part = typeof split === 'string' ? splitNamed(split) : undefined;
  if (part === undefined) throw invalidData(place, 'the split train, validation or test', shown(split));
  return { place, path, label, split: part };
}

function isLabel(value: unknown): value is Label {
  const isClass = (one: unknown): boolean =>
    typeof one === 'number' || (typeof one === 'string' && one !== '');
  return typeof value === 'boolean' || isClass(value) || (Array.isArray(value) && value.every(isClass));
}

/** Class numbers without names stay below this: ImageNet has 21,843 classes, and memory has an end. */
const mostNumbers = 1e5;

/** All names that occur; as many as the highest number needs; or, for yes and no, a single class. */
function occurringClasses(rows: readonly ManifestEntry[], file: string): string[] {
  const names = new Set<string>();
  let highest = -1;
  for (const { place, label } of rows) {
    for (const one of typeof label === 'object' ? label : [label]) {
      if (typeof one === 'string') names.add(one.normalize());
      if (typeof one !== 'number') continue;
      if (one >= mostNumbers) throw invalidData(place, `class numbers below ${mostNumbers}`, `${one}`);
      highest = Math.max(highest, one);
    }
  }
  if (names.size > 0 && highest >= 0) {
    const remedy = 'Use one of the two, or give the names of the classes.';
    throw invalidData(file, 'labels that are all names or all numbers', 'both', remedy);
  }
  if (names.size > 0) return [...names].sort();
  if (highest < 0) return ['yes'];
  return Array.from({ length: Math.floor(highest) + 1 }, (_, i) => `${i}`);
}
