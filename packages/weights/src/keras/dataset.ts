import type { Dataset } from 'h5wasm';
import { invalidWeights } from '../invalid.js';
import { type Elements, type ElementType, elementBytes, readElements } from '../tensor/elements.js';
import { elementCount } from '../tensor/shape.js';
import type { Hdf5Budget } from './budget.js';

/** HDF5's classes of numbers. */
const integerClass = 0;
const floatClass = 1;

/** Filters that a chunk may have gone through, once each: deflate twice could unpack to anything. */
const knownFilters: ReadonlySet<string> = new Set(['deflate', 'shuffle', 'fletcher32']);

/**
 * Reads a dataset of numbers.
 * @throws ConvzooError invalid-weights
 */
export function readDataset(
  dataset: Dataset,
  budget: Hdf5Budget,
  subject: string,
): { shape: readonly number[]; elements: Elements } {
  const { type, size, signed, shape, chunks } = dataset.metadata;
  const element = elementType(type, size, signed);
  if (element === undefined || shape === null) {
    throw invalidWeights(subject, 'float32, float64 or signed integers', `class ${type}, ${size} bytes`);
  }
  checkFilters(dataset, subject);
  const expected = (elementCount(shape) ?? Number.POSITIVE_INFINITY) * elementBytes[element];
  budget.take(Math.max(expected, elementBytes[element] * chunkedElements(shape, chunks)), subject);
  const stored = new Uint8Array(expected);
  let position = 0;
  for (const block of readBlocks(dataset, shape, expected, element)) {
    if (!ArrayBuffer.isView(block) || position + block.byteLength > expected) break;
    stored.set(new Uint8Array(block.buffer, block.byteOffset, block.byteLength), position);
    position += block.byteLength;
  }
  if (position !== expected) throw invalidWeights(subject, `${expected} bytes of numbers`, 'other data');
  return { shape, elements: readElements(element, stored, { subject }) };
}

function checkFilters({ filters }: Dataset, subject: string): void {
  const names = filters.map(({ name }) => name);
  const isKnown = names.every((name, i) => knownFilters.has(name) && names.indexOf(name) === i);
  if (isKnown) return;
  throw invalidWeights(subject, `each of ${[...knownFilters].join(', ')} once at most`, names.join(', '));
}

/** Elements of all chunks of a dataset, which reach beyond its shape. */
function chunkedElements(shape: readonly number[], chunks: readonly number[] | null): number {
  if (chunks === null) return 0;
  return chunks.reduce((product, chunk, axis) => product * Math.ceil((shape[axis] ?? 1) / chunk) * chunk, 1);
}

/** The library's memory only ever grows, so that large datasets go through it in blocks of rows. */
const blockBytes = 2 ** 24;

function* readBlocks(
  dataset: Dataset,
  shape: readonly number[],
  bytes: number,
  type: ElementType,
): Generator<unknown> {
  const [rows, ...rest] = shape;
  if (rows === undefined) return yield asArray(dataset.value, type);
  const step = Math.max(1, Math.floor((rows * blockBytes) / Math.max(bytes, 1)));
  for (let row = 0; bytes > 0 && row < rows; row += step) {
    yield dataset.slice([[row, Math.min(row + step, rows)], ...rest.map((): [] => [])]);
  }
}

function elementType(type: number, size: number, signed: boolean): ElementType | undefined {
  if (type === floatClass) return size === 4 ? 'float32' : size === 8 ? 'float64' : undefined;
  if (type !== integerClass) return undefined;
  if (!signed) return size === 1 ? 'uint8' : size === 2 ? 'uint16' : undefined;
  return (
    [undefined, 'int8', 'int16', undefined, 'int32', undefined, undefined, undefined, 'int64'] as const
  )[size];
}

/** h5wasm gives the element of a dataset without dimensions as a plain number. */
function asArray(value: unknown, type: ElementType): unknown {
  if (typeof value === 'bigint') return BigInt64Array.of(value);
  if (typeof value !== 'number') return value;
  switch (type) {
    case 'float32':
      return Float32Array.of(value);
    case 'float64':
      return Float64Array.of(value);
    default:
      return new Uint8Array(Int32Array.of(value).buffer, 0, elementBytes[type]);
  }
}
