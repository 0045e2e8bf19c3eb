import { ConvzooError } from '@convzoo/core/errors';
import type { Dataset, Group, ready } from 'h5wasm';
import { invalidWeights } from '../invalid.js';
import { type Elements, type ElementType, elementBytes, readElements } from '../tensor/elements.js';
import { elementCount } from '../tensor/shape.js';

export interface Hdf5Dataset {
  /** Groups and name from the root, such as ['model_weights', 'fc1', 'fc1', 'kernel:0']. */
  readonly path: readonly string[];
  readonly shape: readonly number[];
  readonly elements: Elements;
}

const maxDepth = 32;
/** Weights hardly compress; a dataset that unpacks to more than this times its file is hostile. */
const maxExpansion = 16;

type Files = Awaited<typeof ready>['FS'];

let nextFile = 0;

/**
 * All datasets of an HDF5 file, by way of h5wasm, except those in groups of the root that are ignored.
 * They must be numeric. Attributes are left alone: the HDF5 library loops for ever on some corrupt ones,
 * and Keras' weights can be named without them.
 * @throws ConvzooError invalid-weights
 */
export async function readHdf5(
  bytes: Uint8Array,
  ignoredGroups: readonly string[],
  subject: string,
): Promise<Hdf5Dataset[]> {
  const hdf5 = await import('h5wasm');
  const { FS } = await hdf5.ready;
  const path = `/convzoo-${nextFile++}.h5`;
  const stream = FS.open(path, 'w');
  // The last argument hands the bytes over instead of copying them.
  FS.write(stream, bytes, 0, bytes.length, 0, true);
  FS.close(stream);

  const budget = { bytes: bytes.length * maxExpansion };
  const walk = function* (group: Group, parents: readonly string[]): Generator<Hdf5Dataset> {
    if (parents.length > maxDepth) throw invalidWeights(subject, `at most ${maxDepth} nested groups`, 'more');
    for (const name of group.keys()) {
      if (parents.length === 0 && ignoredGroups.includes(name)) continue;
      const child = group.get(name);
      const childPath = [...parents, name];
      if (child instanceof hdf5.Group) yield* walk(child, childPath);
      else if (child instanceof hdf5.Dataset) yield readDataset(child, childPath, budget, subject);
      else throw invalidWeights(subject, 'groups and datasets', `another object at ${childPath.join('/')}`);
    }
  };
  const restoreErrors = silenceErrors(FS);
  try {
    const file = new hdf5.File(path, 'r');
    try {
      return [...walk(file, [])];
    } finally {
      file.close();
    }
  } catch (cause) {
    if (ConvzooError.isInstance(cause)) throw cause;
    throw invalidWeights(
      subject,
      'a sound HDF5 file',
      `${cause}`,
      'The file is truncated or corrupt.',
      cause,
    );
  } finally {
    restoreErrors();
    FS.unlink(path);
  }
}

/** The library prints to standard error what it also returns as a status; this stops it for a while. */
function silenceErrors(files: Files): () => void {
  // h5wasm's types leave out emscripten's table of open streams.
  const streams: unknown = Reflect.get(files, 'streams');
  const standardError: unknown = Array.isArray(streams) ? streams[2] : undefined;
  if (typeof standardError !== 'object' || standardError === null) return () => {};
  files.close(standardError);
  const silence = files.open('/dev/null', 'w');
  return () => {
    files.close(silence);
    files.open('/dev/tty1', 'w');
  };
}

/** HDF5's classes of numbers. */
const integerClass = 0;
const floatClass = 1;

function readDataset(
  dataset: Dataset,
  path: readonly string[],
  budget: { bytes: number },
  subject: string,
): Hdf5Dataset {
  const options = { subject: `${subject} dataset "${path.join('/')}"` };
  const { type, size, signed, shape } = dataset.metadata;
  const element = elementType(type, size, signed);
  if (element === undefined || shape === null) {
    throw invalidWeights(
      options.subject,
      'float32, float64 or signed integers',
      `class ${type}, ${size} bytes`,
    );
  }
  const expected = (elementCount(shape) ?? Number.POSITIVE_INFINITY) * elementBytes[element];
  budget.bytes -= expected;
  if (budget.bytes < 0) {
    throw invalidWeights(options.subject, `datasets of at most ${maxExpansion} times the file`, 'more');
  }
  const stored = new Uint8Array(expected);
  let position = 0;
  for (const block of readBlocks(dataset, shape, expected, element)) {
    if (!ArrayBuffer.isView(block) || position + block.byteLength > expected) break;
    stored.set(new Uint8Array(block.buffer, block.byteOffset, block.byteLength), position);
    position += block.byteLength;
  }
  if (position !== expected)
    throw invalidWeights(options.subject, `${expected} bytes of numbers`, 'other data');
  return { path, shape, elements: readElements(element, stored, options) };
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
