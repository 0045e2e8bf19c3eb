import { readFile } from 'node:fs/promises';
import { fileError } from '@convzoo/core/errors';

/**
 * The bytes of a file of a dataset.
 *
 * @throws ConvzooError `file-error`
 */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw fileError(path, 'a file that can be read', error);
  }
}

/** The text of a file of a dataset, without a byte order mark. */
export async function readText(path: string): Promise<string> {
  return new TextDecoder().decode(await readBytes(path));
}
