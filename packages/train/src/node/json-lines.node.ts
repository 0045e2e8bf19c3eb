import { existsSync, readFileSync } from 'node:fs';
import { ConvzooError } from '@convzoo/core';
import { describe } from '@convzoo/core/errors';
import { parseJson } from '@convzoo/core/json';
import { writeAtomically } from '@convzoo/weights';
import { append } from './files.node.js';

/** One line of the log of a training run. */
export interface LogEntry {
  readonly type: 'step' | 'epoch' | 'unreadable' | 'test';
  /** Updates of the weights until then. */
  readonly step: number;
  readonly [field: string]: unknown;
}

/**
 * Appends to a JSON Lines file; each entry is in the file when the call returns. Entries that are not kept, such as
 * those that a run wrote after what it is resumed from, are removed first.
 *
 * @throws ConvzooError `file-error`, with each entry too
 */
export async function jsonLines(
  path: string,
  isKept: (entry: LogEntry) => boolean,
): Promise<(entry: LogEntry) => void> {
  if (existsSync(path)) {
    const kept = readJsonLines(path).filter(isKept).map(lineOf).join('');
    await writeAtomically(path, [new TextEncoder().encode(kept)]);
  }
  return (entry) => append(path, lineOf(entry));
}

/**
 * The entries of such a file. A last line that was not finished is left out.
 *
 * @throws ConvzooError `invalid-data` with the first line that is damaged
 */
export function readJsonLines(path: string): LogEntry[] {
  return parseJsonLines(readFileSync(path, 'utf8'), path);
}

/** As `readJsonLines`, from the text of a file. */
export function parseJsonLines(text: string, path: string): LogEntry[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, i) => parseLine(line, `${path}, line ${i + 1}`))
    .filter(isEntry);
}

function parseLine(line: string, subject: string): unknown {
  try {
    return parseJson(line);
  } catch {
    throw new ConvzooError('invalid-data', {
      subject,
      expected: 'an entry of a log in JSON',
      found: describe(line),
      remedy: 'Delete the line.',
    });
  }
}

const lineOf = (entry: LogEntry): string => `${JSON.stringify(entry)}\n`;

function isEntry(value: unknown): value is LogEntry {
  return typeof value === 'object' && value !== null && 'step' in value && typeof value.step === 'number';
}
