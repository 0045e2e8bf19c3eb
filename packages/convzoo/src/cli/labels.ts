import { readFile } from 'node:fs/promises';
import { ConvzooError } from '@convzoo/core';
import { fileError } from '@convzoo/core/errors';

/**
 * Reads class names: one a line, or a JSON array of strings. Throws `file-error` for a file that can't be
 * read or holds anything else.
 */
export async function readLabels(path: string): Promise<string[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw fileError(path, 'a readable file of class names', cause);
  }
  if (!text.trimStart().startsWith('[')) {
    return text
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '');
  }
  const parsed = parseJson(text);
  if (Array.isArray(parsed) && parsed.every((name) => typeof name === 'string')) return parsed;
  throw new ConvzooError('file-error', {
    subject: path,
    expected: 'one class name a line, or a JSON array of strings',
    found: 'other JSON',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
