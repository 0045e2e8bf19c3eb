import { ConvzooError } from '@convzoo/core/errors';
import type { Group } from 'h5wasm';
import { processorSeconds, withTimeLimit } from '#time-limit';
import { invalidWeights } from '../invalid.js';
import type { Elements } from '../tensor/elements.js';
import { hdf5Budget } from './budget.js';
import { readDataset } from './dataset.js';
import { type Hdf5Library, loadHdf5 } from './library.js';
import { limitMemory } from './memory.js';
import { openSandbox, type Sandbox } from './sandbox.js';
import { checkSuperblock } from './superblock.js';

export interface Hdf5Dataset {
  /** Groups and name from the root, such as ['model_weights', 'fc1', 'fc1', 'kernel:0']. */
  readonly path: readonly string[];
  readonly shape: readonly number[];
  readonly elements: Elements;
}

const maxDepth = 12;
/** What the library's memory may grow by for a file, beside what is in proportion to it. */
const baseMemory = 2 ** 26;
const memoryPerByte = 16;
/** How long reading a file may take, beside a second for so many bytes. */
const baseSeconds = 4;
const bytesPerSecond = 2e7;

let nextFile = 0;

/**
 * All datasets of an HDF5 file, by way of h5wasm, except those in groups of the root that are ignored.
 * They must be numeric and lie in the file itself. Attributes are left alone: the HDF5 library loops for ever on some
 * corrupt ones, and Keras' weights can be named without them.
 *
 * Each file finds the library as it was before: where reading fails, it leaks, and its state is anything.
 * @throws ConvzooError invalid-weights
 */
export async function readHdf5(
  bytes: Uint8Array,
  ignoredGroups: readonly string[],
  subject: string,
): Promise<Hdf5Dataset[]> {
  checkSuperblock(bytes, subject);
  const library = await loadHdf5();
  const seconds = baseSeconds + Math.floor(bytes.length / bytesPerSecond);
  const started = processorSeconds();
  // A busy machine may have given the process little time: it gets more until it has used as much.
  for (let limit = seconds; ; limit *= 2) {
    const datasets = readOnce(library, bytes, ignoredGroups, subject, limit);
    if (datasets !== undefined) return datasets;
    if (processorSeconds() - started >= seconds / 2) {
      throw damaged(subject, `one that takes more than ${seconds} s to read`);
    }
  }
}

/** Undefined where it takes more than so many seconds. */
function readOnce(
  { hdf5, module, usedBytes, remember }: Hdf5Library,
  bytes: Uint8Array,
  ignoredGroups: readonly string[],
  subject: string,
  seconds: number,
): Hdf5Dataset[] | undefined {
  const path = `/convzoo-${nextFile++}.h5`;
  const budget = hdf5Budget(bytes.length, subject);
  const restore = remember();
  const liftLimit = limitMemory(usedBytes() + baseMemory + memoryPerByte * bytes.length);
  const sandbox = openSandbox(module.FS, path, bytes);
  const walk = function* (group: Group, parents: readonly string[]): Generator<Hdf5Dataset> {
    if (parents.length > maxDepth) throw invalidWeights(subject, `at most ${maxDepth} nested groups`, 'more');
    for (const name of group.keys()) {
      budget.visit();
      if (parents.length === 0 && ignoredGroups.includes(name)) continue;
      const child = group.get(name);
      const childPath = [...parents, name];
      if (child instanceof hdf5.Group) yield* walk(child, childPath);
      else if (child instanceof hdf5.Dataset) {
        const dataset = readDataset(child, budget, `${subject} dataset "${childPath.join('/')}"`);
        refuseFailures(sandbox, subject);
        yield { path: childPath, ...dataset };
      } else throw invalidWeights(subject, 'groups and datasets', `another object at ${childPath.join('/')}`);
    }
  };
  try {
    return withTimeLimit(seconds, () => [...walk(new hdf5.File(path, 'r'), [])]);
  } catch (cause) {
    if (ConvzooError.isInstance(cause)) throw cause;
    refuseFailures(sandbox, subject);
    throw damaged(subject, `${cause}`, cause);
  } finally {
    sandbox.close();
    liftLimit();
    restore();
  }
}

/** The library returns whatever is in its memory where it fails to read. */
function refuseFailures(sandbox: Sandbox, subject: string): void {
  const file = sandbox.foreignFile();
  if (file !== undefined) {
    throw invalidWeights(subject, 'a file that holds all of its datasets', `a dataset in the file "${file}"`);
  }
  const failure = sandbox.failure();
  if (failure !== undefined) throw damaged(subject, failure);
}

function damaged(subject: string, found: string, cause?: unknown): ConvzooError {
  return invalidWeights(subject, 'a sound HDF5 file', found, 'The file is truncated or corrupt.', cause);
}
