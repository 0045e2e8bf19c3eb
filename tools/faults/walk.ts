import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convzoo } from '../torture/command.ts';
import { writeInputs } from './inputs.ts';
import { problemsOf, type Row } from './row.ts';

export interface Walked {
  readonly row: Row;
  readonly problems: readonly string[];
  /** What the command printed. */
  readonly printed: string;
}

/** Makes the inputs in a temporary folder, hands them over, and removes them. */
export async function withInputs<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'convzoo-faults-'));
  try {
    await writeInputs(folder);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Runs the commands of a list one after another. */
export async function walk(rows: readonly Row[], folder: string): Promise<Walked[]> {
  const walked: Walked[] = [];
  for (const row of rows) {
    await row.before?.(folder);
    const args = row.args.map((arg) => (arg.startsWith('@') ? join(folder, arg.slice(1)) : arg));
    const ended = await convzoo(args);
    const pictures = row.pictures === undefined ? 0 : await countPictures(join(folder, row.pictures.folder));
    walked.push({ row, problems: problemsOf(row, ended, pictures), printed: `${ended.out}${ended.err}` });
  }
  return walked;
}

async function countPictures(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith('.png')).length;
}
