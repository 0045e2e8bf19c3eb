import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** What a process may leave unfinished: files under names of their own, which nobody takes for finished. */
const unfinished = /\.(tmp|incomplete|unfinished)(\/|$)/;

/** SHA-256 of all finished files of a folder, by path. */
export async function contentsOf(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !unfinished.test(path))
    .sort();
  const hashes = await Promise.all(
    paths.map(async (path) => [path, hashOf(await readFile(join(folder, path)))] as const),
  );
  return new Map(hashes);
}

/** Temporary files, which the end of a command leaves none of, whatever was killed before it. */
export async function temporariesIn(folder: string): Promise<string[]> {
  const paths = await readdir(folder, { recursive: true });
  return paths.filter((path) => path.endsWith('.tmp'));
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Files that differ from all the contents that they may have, and files that should not be there. */
export function strays(
  found: ReadonlyMap<string, string>,
  ...allowed: readonly ReadonlyMap<string, string>[]
): string[] {
  return [...found]
    .filter(([path, hash]) => !allowed.some((one) => one.get(path) === hash))
    .map(([path]) => path);
}
