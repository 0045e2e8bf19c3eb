import { dirname, resolve } from 'node:path';
import type { Label } from '@convzoo/core';
import { ConvzooError, nearest } from '@convzoo/core/errors';
import { checkLabel, createDataset, type Sample } from '../datasets/dataset.js';
import { parseCsv } from './csv.js';
import { imageFile } from './image-file.js';
import { invalidData } from './invalid-data.js';
import { readText } from './read-file.js';
import { type SplitName, type Splits, splitNamed } from './splits.js';

export interface ManifestOptions {
  /** Class names in the order of the labels. Default: all that occur, in the order of their characters' codes. */
  readonly classes?: readonly string[];
}

/** One line of a manifest and where it stands, for messages. */
interface Row {
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
  const classes = options.classes ?? occurringClasses(rows);
  const known = new Set(classes);
  const parts = new Map<SplitName, Sample[]>();
  for (const { place, path, label, split } of rows) {
    checkLabel(`${place}, label of ${path}`, label, classes, known);
    const sample = imageFile(resolve(dirname(file), path), { label });
    const part = parts.get(split);
    if (part === undefined) parts.set(split, [sample]);
    else part.push(sample);
  }
  return Object.fromEntries([...parts].map(([split, samples]) => [split, createDataset(classes, samples)]));
}

function csvRows(text: string, file: string): Row[] {
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

function jsonRows(text: string, file: string): Row[] {
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    const place = `${file}, line ${i + 1}`;
    const record = parseJson(line, place);
    for (const field of Object.keys(record)) checkField(field, place);
    return [toRow(record, place)];
  });
}

function parseJson(line: string, place: string): object {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw invalidData(place, 'a JSON object', error instanceof Error ? error.message : String(error));
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw invalidData(place, 'a JSON object', line.slice(0, 80));
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
): Row {
  const { path, split = 'train' } = record;
  if (typeof path !== 'string' || path === '')
    throw invalidData(place, 'a path', JSON.stringify(path) ?? 'none');
  const label = record.labels ?? record.label;
  if (!isLabel(label)) throw invalidData(place, 'a label or labels', JSON.stringify(label) ?? 'none');
  const part = typeof split === 'string' ? splitNamed(split) : undefined;
  if (part === undefined)
    throw invalidData(place, 'the split train, validation or test', JSON.stringify(split));
  return { place, path, label, split: part };
}

function isLabel(value: unknown): value is Label {
  const isClass = (one: unknown): boolean =>
    typeof one === 'number' || (typeof one === 'string' && one !== '');
  return typeof value === 'boolean' || isClass(value) || (Array.isArray(value) && value.every(isClass));
}

/** All names that occur; as many as the highest number needs; or, for yes and no, a single class. */
function occurringClasses(rows: readonly Row[]): string[] {
  const labels = rows.flatMap<string | number | boolean>(({ label }) => label);
  const names = labels.filter((label) => typeof label === 'string');
  if (names.length > 0) return [...new Set(names)].sort();
  const numbers = labels.filter((label) => typeof label === 'number');
  if (numbers.length === 0) return ['yes'];
  const highest = numbers.reduce((most, n) => Math.max(most, n), 0);
  return Array.from({ length: highest + 1 }, (_, i) => `${i}`);
}
