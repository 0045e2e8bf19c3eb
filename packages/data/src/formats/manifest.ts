import { dirname, resolve } from 'node:path';
import type { Label } from '@convzoo/core';
import { ConvzooError, describe, didYouMean } from '@convzoo/core/errors';
import { createDataset, namedLabel, type Sample } from '../datasets/dataset.js';
import { type SplitName, type Splits, splitNamed } from '../datasets/splits.js';
import { parseCsv } from './csv.js';
import { imageFile } from './image-file.js';
import { invalidData, parseJson, shown } from './invalid-data.js';
import { readText } from './read-file.js';

export interface ManifestOptions {
  /**
   * Class names in the order of the labels. Default: all that occur, sorted by character code.
   */
  readonly classes?: readonly string[] | undefined;
}

/** One row of a manifest. There may be millions, so each is kept small. */
interface ManifestEntry {
  /** The number of its line or row. */
  readonly line: number;
  readonly path: string;
  readonly label: Label;
  readonly split: SplitName;
}

const fields: readonly string[] = ['path', 'label', 'labels', 'split'];

/**
 * A list of labeled images as CSV (first line: the column names) or JSON Lines (one object per line):
 * `path`, relative to the manifest; `label` for one class, or `labels` for several, which CSV separates by
 * `|`; and optionally `split`, by default `train`.
 *
 * @throws ConvzooError `file-error`; `invalid-data` or `unknown-name` with the line
 */
export async function readManifest(file: string, options: ManifestOptions = {}): Promise<Splits> {
  const text = await readText(file);
  const isCsv = file.toLowerCase().endsWith('.csv');
  const placeOf: PlaceOf = (line) => `${file}, ${isCsv ? 'row' : 'line'} ${line}`;
  const rows = bounded(isCsv ? csvRows(text, file, placeOf) : jsonRows(text, placeOf), text, file);
  if (rows.length === 0) throw invalidData(file, 'at least one image', 'none');
  const classes = (options.classes ?? occurringClasses(rows, file, placeOf)).map((name) => name.normalize());
  const known = new Set(classes);
  const parts = new Map<SplitName, Sample[]>();
  const folder = resolve(dirname(file));
  for (const { line, path, label, split } of rows) {
    const named = namedLabel(() => `${placeOf(line)}, label of ${path}`, label, classes, known);
    const sample = imageFile(resolve(folder, path), { label: named });
    const part = parts.get(split);
    if (part === undefined) parts.set(split, [sample]);
    else part.push(sample);
  }
  return Object.fromEntries([...parts].map(([split, samples]) => [split, createDataset(classes, samples)]));
}

function* csvRows(text: string, file: string, placeOf: PlaceOf): Generator<ManifestEntry> {
  const rows = parseCsv(text, file);
  const header = rows.next().value ?? [];
  for (const column of header) checkField(column, `${file}, first line`);
  const [path, label, labels, split] = fields.map((field) => header.indexOf(field));
  const at = (row: readonly string[], column: number | undefined): string | undefined => row[column ?? -1];
  let line = 0;
  for (const row of rows) {
    line++;
    if (row.length !== header.length) {
      throw invalidData(placeOf(line), `${header.length} fields`, `${row.length}`);
    }
    const several = at(row, labels)
      ?.split('|')
      .filter((one) => one !== '');
    const record = { path: at(row, path), label: at(row, label), labels: several, split: at(row, split) };
    yield toRow(record, line, placeOf);
  }
}

function* jsonRows(text: string, placeOf: PlaceOf): Generator<ManifestEntry> {
  let line = 0;
  for (const json of text.split('\n')) {
    line++;
    if (json.trim() === '') continue;
    const record = parseObject(json, placeOf(line));
    for (const field of Object.keys(record)) checkField(field, placeOf(line));
    yield toRow(record, line, placeOf);
  }
}

/**
 * Limit on rows: a constant, and one more per `charactersPerRow`. A sample takes some hundred bytes, "a,b" has four.
 */
const anyRows = 2 ** 18;
const charactersPerRow = 16;

function bounded(rows: Iterable<ManifestEntry>, text: string, file: string): ManifestEntry[] {
  const most = anyRows + Math.floor(text.length / charactersPerRow);
  const list: ManifestEntry[] = [];
  for (const row of rows) {
    if (list.length === most) {
      throw invalidData(file, `at most ${most} rows in ${text.length} characters`, 'more');
    }
    list.push(row);
  }
  return list;
}

/** Names a line for messages. */
type PlaceOf = (line: number) => string;

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
    found: describe(name),
    remedy: didYouMean(name, fields),
  });
}

function toRow(
  record: {
    readonly path?: unknown;
    readonly label?: unknown;
    readonly labels?: unknown;
    readonly split?: unknown;
  },
  line: number,
  placeOf: PlaceOf,
): ManifestEntry {
  const { path, split = 'train' } = record;
  if (typeof path !== 'string' || path === '') throw invalidData(placeOf(line), 'a path', shown(path));
  const label = record.labels ?? record.label;
  if (!isLabel(label)) throw invalidData(placeOf(line), 'a label or labels', shown(label));
  const part = typeof split === 'string' ? splitNamed(split) : undefined;
  if (part === undefined) {
    throw invalidData(placeOf(line), 'the split train, validation or test', shown(split));
  }
  return { line, path, label, split: part };
}

function isLabel(value: unknown): value is Label {
  const isClass = (one: unknown): boolean =>
    typeof one === 'number' || (typeof one === 'string' && one !== '');
  return typeof value === 'boolean' || isClass(value) || (Array.isArray(value) && value.every(isClass));
}

/** ImageNet has 21,843 classes; more are refused, as each takes memory. */
const mostClasses = 1e5;

/** All names that occur; for numeric labels, one class for each number; for binary labels, a single class. */
function occurringClasses(rows: readonly ManifestEntry[], file: string, placeOf: PlaceOf): string[] {
  const names = new Set<string>();
  let highest = -1;
  for (const { line, label } of rows) {
    for (const one of typeof label === 'object' ? label : [label]) {
      if (typeof one === 'string') names.add(one.normalize());
      if (typeof one !== 'number') continue;
      if (one >= mostClasses) {
        throw invalidData(placeOf(line), `class numbers below ${mostClasses}`, `${one}`);
      }
      highest = Math.max(highest, one);
    }
  }
  if (names.size > mostClasses) throw invalidData(file, `at most ${mostClasses} classes`, `${names.size}`);
  if (names.size > 0 && highest >= 0) {
    const remedy = 'Use either names or numbers, or pass the class names.';
    throw invalidData(file, 'labels that are all names or all numbers', 'both', remedy);
  }
  if (names.size > 0) return [...names].sort();
  if (highest < 0) return ['yes'];
  return Array.from({ length: Math.floor(highest) + 1 }, (_, i) => `${i}`);
}
