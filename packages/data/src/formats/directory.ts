import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '@convzoo/core/errors';

/** What lies in a directory, less hidden entries, each list in the order of character codes. */
export interface Listing {
  readonly directories: readonly string[];
  readonly files: readonly string[];
}

/** @throws ConvzooError `file-error` */
export async function listDirectory(directory: string): Promise<Listing> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    throw fileError(directory, 'a directory that can be read', error);
  });
  const directories: string[] = [];
  const files: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    // Data sets are often links into another disk.
    const target = entry.isSymbolicLink()
      ? await stat(join(directory, entry.name)).catch(() => entry)
      : entry;
    (target.isDirectory() ? directories : files).push(entry.name);
  }
  return { directories: directories.sort(), files: files.sort() };
}
