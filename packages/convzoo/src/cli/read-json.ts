import { ConvzooError, fileError } from '@convzoo/core/errors';
import { parseJson } from '@convzoo/core/json';
import { readText } from './read-text.js';

/** A JSON file that holds an object. Throws `file-error` for any other. */
export async function readJsonObject(path: string): Promise<object> {
  const text = await readText(path, 'a readable JSON file');
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (cause) {
    throw fileError(path, 'a readable JSON file', cause);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new ConvzooError('file-error', { subject: path, expected: 'a JSON object', found: 'other JSON' });
}
