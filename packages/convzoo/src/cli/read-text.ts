import { readFile } from 'node:fs/promises';
import { fileError } from '@convzoo/core/errors';

/** Text of a UTF-8 file, without the byte order mark that some editors begin it with. */
export async function readText(path: string, expected: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch (cause) {
    throw fileError(path, expected, cause);
  }
}
