import { createHash } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';
import type { Dataset } from './dataset.js';

/** The same image file, byte for byte, in several places. */
export interface Duplicate {
  /** Name of the split and id of the sample, at least two of them from different splits. */
  readonly places: readonly { readonly split: string; readonly id: string }[];
}

/**
 * Finds image files that are in more than one split, such as training images among the test images, which make
 * metrics look better than they are. Samples without a file of their own are not compared. Only files of equal size
 * and with the same first bytes are read completely.
 */
export async function findDuplicates(splits: Readonly<Record<string, Dataset>>): Promise<Duplicate[]> {
  const files = Object.entries(splits).flatMap(([split, { samples }]) =>
    samples.flatMap(({ id, file }) => (file === undefined ? [] : [{ split, id, file }])),
  );
  let groups = [files];
  for (const keyOf of keys) {
    const finer: (typeof files)[] = [];
    for (const group of groups) finer.push(...(await groupsAcrossSplits(group, ({ file }) => keyOf(file))));
    groups = finer;
  }
  return groups.map((group) => ({ places: group.map(({ split, id }) => ({ split, id })) }));
}

/** Properties that equal files share, cheapest first. */
const keys: readonly ((file: string) => Promise<string>)[] = [
  async (file) => `${(await stat(file)).size}`,
  async (file) => hash(await beginning(file)),
  async (file) => hash(await readFile(file)),
];

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function beginning(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The items that share a key with an item of another split. */
async function groupsAcrossSplits<T extends { readonly split: string }>(
  items: readonly T[],
  keyOf: (item: T) => Promise<string>,
): Promise<T[][]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = await keyOf(item).catch(() => undefined);
    // A file that can't be read is reported where it is decoded.
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()].filter((group) => new Set(group.map(({ split }) => split)).size > 1);
}
