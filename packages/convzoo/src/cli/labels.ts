import { ConvzooError, describe } from '@convzoo/core/errors';
import { parseJson } from '@convzoo/core/json';
import { readText } from './read-text.js';

/**
 * Reads class names: one per line, or a JSON array of strings.
 *
 * @throws ConvzooError `file-error` for a file that cannot be read or holds anything else; `invalid-argument` for a name
 * that occurs twice
 */
export async function readLabels(path: string): Promise<string[]> {
  const text = await readText(path, 'a readable file of class names');
  const names = namesIn(text, path).map((name) => name.normalize('NFC'));
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) {
      throw new ConvzooError('invalid-argument', {
        subject: path,
        expected: 'each class name once',
        found: `${describe(name)} twice`,
      });
    }
    seen.add(name);
  }
  return names;
}

function namesIn(text: string, path: string): string[] {
  if (!text.trimStart().startsWith('[')) {
    return text
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '');
  }
  const parsed = listIn(text);
  if (Array.isArray(parsed) && parsed.every((name) => typeof name === 'string')) return parsed;
  throw new ConvzooError('file-error', {
    subject: path,
    expected: 'one class name per line, or a JSON array of strings',
    found: 'other JSON',
  });
}

function listIn(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
