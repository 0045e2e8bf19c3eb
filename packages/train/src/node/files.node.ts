import { appendFileSync } from 'node:fs';
import { mkdir, open, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConvzooError, fileError } from '@convzoo/core/errors';

/** @throws ConvzooError `file-error` */
export function append(path: string, content: string | Uint8Array): void {
  try {
    appendFileSync(path, content);
  } catch (error) {
    throw fileError(path, 'to append to the file', error);
  }
}

/** Makes renames in a directory survive a crash of the machine, where the platform can. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory).catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

/**
 * Makes sure, before anything is computed, that a directory can be written and has room for so many bytes.
 *
 * @throws ConvzooError `file-error`
 */
export async function prepareDirectory(directory: string, bytes: number): Promise<void> {
  const probe = join(directory, `.probe-${process.pid}`);
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(probe, 'convzoo');
    await rm(probe);
  } catch (error) {
    throw fileError(directory, 'a directory that can be written', error);
  }
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize >= bytes) return;
  throw new ConvzooError('file-error', {
    subject: directory,
    expected: `room for checkpoints, ${megabytes(bytes)}`,
    found: `${megabytes(bavail * bsize)} free`,
    remedy: 'Free some space, choose another directory, or keep fewer checkpoints.',
  });
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
