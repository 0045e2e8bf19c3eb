import { access, constants, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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
  try {
    if (entry !== undefined) await access(file, constants.W_OK);
    await tryToWrite(dirname(file));
  } catch (cause) {
    throw fileError(file, expected, cause);
  }
}

/** Makes a folder. @throws ConvzooError `file-error` if no file can be written there */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
    await tryToWrite(folder);
  } catch (cause) {
    throw fileError(folder, 'a folder that can be written to', cause);
  }
}

/** Permissions alone do not tell: root has them in /proc, too. */
async function tryToWrite(folder: string): Promise<void> {
  const probe = join(folder, `.convzoo-bench-${process.pid}`);
  await writeFile(probe, '');
  await rm(probe);
}

/** As `mkdir -p`. Node's own never ends where a folder of an existing one cannot be made, as in /proc. */
async function makeFolder(folder: string): Promise<void> {
  if ((await stat(folder).catch(() => undefined))?.isDirectory() === true) return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  await mkdir(folder);
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
