import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileError } from '@convzoo/core/errors';
import { sweepOnce, temporaryName } from './temporary.js';

/**
 * Writes `parts` one after another to a temporary file beside `path`, flushes it to the disk, and renames
 * it: `path` is what it was or is whole, whenever the process or the machine stops. Temporary files of processes that
 * were killed are removed.
 * @throws ConvzooError file-error
 */
export async function writeAtomically(path: string, parts: Iterable<Uint8Array>): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    await sweepOnce(dirname(path));
    const file = await open(temporary, 'wx');
    try {
      for (const part of parts) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {});
    throw fileError(path, 'to write the file', cause);
  }
}
