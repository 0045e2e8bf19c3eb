import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '@convzoo/core/errors';

/** The contents of a directory except hidden entries, each list sorted by character code. */
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
    // Datasets are often symbolic links to another disk.
    const target = entry.isSymbolicLink()
      ? await stat(join(directory, entry.name)).catch(() => entry)
      : entry;
    (target.isDirectory() ? directories : files).push(entry.name);
  }
  return { directories: directories.sort(), files: files.sort() };
}
