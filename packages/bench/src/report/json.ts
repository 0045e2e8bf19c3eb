import { access, constants, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConvzooError } from '@convzoo/core';
import type { Environment } from '../environment/environment.js';
import type { Row } from '../measure/row.js';
import type { Sampling } from '../measure/sampling.js';

/** All that one benchmark learnt, as it is written to a JSON file. */
export interface Report {
  readonly specificationVersion: 'v1';
  readonly environment: Environment;
  readonly sampling: Sampling;
  readonly rows: readonly Row[];
}

/** Throws `file-error` if no file can be written there; better before a long measurement than after it. */
export async function checkWritable(file: string): Promise<void> {
  await access(dirname(file), constants.W_OK).catch((cause) => {
    throw fileError(file, cause);
  });
}

/** Writes the whole file or none of it. Throws `file-error`. */
export async function writeReport(file: string, report: Report): Promise<void> {
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(unfinished, `${JSON.stringify(report, null, 2)}\n`);
    await rename(unfinished, file);
  } catch (cause) {
    await rm(unfinished, { force: true });
    throw fileError(file, cause);
  }
}

function fileError(file: string, cause: unknown): ConvzooError {
  return new ConvzooError('file-error', {
    subject: file,
    expected: 'a file that can be written',
    found: cause instanceof Error ? cause.message : String(cause),
    cause,
  });
}
