import { readFile } from 'node:fs/promises';
import { ConvzooError } from '@convzoo/core';
import { fileError } from '@convzoo/core/errors';

/** A JSON file that holds an object. Throws `file-error` for any other. */
export async function readJsonObject(path: string): Promise<object> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (cause) {
    throw fileError(path, 'a readable JSON file', cause);
  }
  throw new ConvzooError('file-error', { subject: path, expected: 'a JSON object', found: 'other JSON' });
}
