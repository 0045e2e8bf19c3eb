import { access, constants, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConvzooError, fileError } from '@convzoo/core/errors';
import { writeAtomically } from '@convzoo/weights';
import * as v from 'valibot';
import { type Report, schema } from './report.js';
import { reportSchema } from './schema.js';

/**
 * @throws ConvzooError `file-error` if no file can be written there; better before hours of work than after
 */
export async function checkWritable(file: string): Promise<void> {
  const expected = 'a file that can be written';
  const entry = await stat(file).catch(() => undefined);
  if (entry !== undefined && !entry.isFile()) throw fileError(file, expected, 'a directory');
  await access(entry === undefined ? dirname(file) : file, constants.W_OK).catch((cause) => {
    throw fileError(file, expected, cause);
  });
}

/** @throws ConvzooError `file-error` if no file can be written there */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (cause) {
    throw fileError(folder, 'a folder that can be written to', cause);
  }
}

/** Writes the whole file or none of it. @throws ConvzooError `file-error` */
export async function writeWhole(file: string, text: string): Promise<void> {
  await writeAtomically(file, [new TextEncoder().encode(text)]);
}

export function formatReport(report: Report): string {
  return `${JSON.stringify(report, rounded, 2)}\n`;
}

/** Durations to the nearest nanosecond: what is behind is noise of the clock. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(9)) : value;
}

/**
 * Reads what `--json` wrote.
 *
 * @throws ConvzooError `file-error`, or `invalid-data` for another file or another version of the schema
 */
export async function readReport(file: string): Promise<Report> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw fileError(file, 'a file that convzoo-bench --json wrote', cause);
  });
  const value = parse(file, text);
  const found = field(value, 'schema') ?? field(value, 'specificationVersion');
  if (found !== schema) {
    const named = typeof found === 'string' ? `the schema "${found}"` : 'no schema';
    throw invalid(file, `the schema "${schema}"`, named, 'Run the benchmark again with --json.');
  }
  const { success, output, issues } = v.safeParse(reportSchema, value);
  if (success) return output;
  const [issue] = issues;
  const path = v.getDotPath(issue) ?? 'the report';
  if (issue.received === 'undefined') throw invalid(file, `a field ${path}`, 'none');
  throw invalid(file, `${path}: ${issue.expected}`, issue.received);
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(file, 'JSON', cause instanceof Error ? cause.message : String(cause));
  }
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function invalid(file: string, expected: string, found: string, remedy?: string): ConvzooError {
  return new ConvzooError('invalid-data', {
    subject: file,
    expected,
    found,
    ...(remedy === undefined ? {} : { remedy }),
  });
}
