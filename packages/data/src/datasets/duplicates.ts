import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { Dataset } from './dataset.js';

/** The same image file, byte for byte, in several places. */
export interface Duplicate {
  /** Name of the split and id of the sample, at least two of them from different splits. */
  readonly places: readonly { readonly split: string; readonly id: string }[];
}

/**
 * Image files that lie in more than one of the splits, such as training images among the test images, which
 * make metrics look better than they are. Samples without a file of their own are not compared. Only files of
 * equal size are read.
 */
export async function findDuplicates(splits: Readonly<Record<string, Dataset>>): Promise<Duplicate[]> {
  const files = Object.entries(splits).flatMap(([split, { samples }]) =>
    samples.flatMap(({ id, file }) => (file === undefined ? [] : [{ split, id, file }])),
  );
  const sameSize = await groupsAcrossSplits(files, async ({ file }) => `${(await stat(file)).size}`);
  const sameBytes = await Promise.all(
    sameSize.map((group) =>
      groupsAcrossSplits(group, async ({ file }) =>
        createHash('sha256')
          .update(await readFile(file))
          .digest('hex'),
      ),
    ),
  );
  return sameBytes.flat().map((group) => ({ places: group.map(({ split, id }) => ({ split, id })) }));
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
