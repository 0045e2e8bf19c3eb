import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConvzooError } from '@convzoo/core/errors';

/** What lies in a directory, less hidden entries, each list in the order of character codes. */
export interface Listing {
  readonly directories: readonly string[];
  readonly files: readonly string[];
}

/** @throws ConvzooError `file-error` */
export async function listDirectory(directory: string): Promise<Listing> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    throw new ConvzooError('file-error', {
      subject: directory,
      expected: 'a directory that can be read',
      found: error instanceof Error ? error.message : String(error),
      cause: error,
    });
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
