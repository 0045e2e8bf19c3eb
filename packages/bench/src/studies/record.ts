import { join } from 'node:path';
import type { JsonObject } from '@convzoo/core';
import { textTable } from '@convzoo/report/terminal';
import { writeAtomically } from '@convzoo/weights';
import type { Environment } from '../environment/environment.js';
import { markdownTable } from '../report/markdown.js';
import type { StudyReport } from './study.js';

export const schema = 'convzoo-study/1';

/** What the JSON file of a study holds. */
export interface StudyRecord {
  readonly schema: typeof schema;
  readonly study: string;
  readonly claim: string;
  readonly paper: string;
  readonly finding: string;
  /** The command that computed it. */
  readonly command: string;
  readonly budget: number;
  readonly seed: number;
  /** The engine that computed it. */
  readonly runtime: string;
  readonly environment: Environment;
  readonly data: JsonObject;
}

/** Writes NAME.json, NAME.md and NAME.svg, each whole or not at all, and returns their paths. */
export async function writeRecord(
  folder: string,
  record: StudyRecord,
  { tables, figure }: StudyReport,
): Promise<string[]> {
  const files: [extension: string, text: string][] = [
    ['json', formatRecord(record)],
    ['md', renderMarkdown(record, tables)],
    ['svg', figure],
  ];
  const paths: string[] = [];
  for (const [extension, text] of files) {
    const path = join(folder, `${record.study}.${extension}`);
    await writeAtomically(path, [Buffer.from(text)]);
    paths.push(path);
  }
  return paths;
}

export function formatRecord(record: StudyRecord): string {
  return `${JSON.stringify(record)}\n`;
}

/** The finding and the tables as GitHub's Markdown. */
export function renderMarkdown(
  { finding, command, environment, runtime }: Omit<StudyRecord, 'data'>,
  tables: StudyReport['tables'],
): string {
  const { machine, node, date } = environment;
  const computed = `Computed on ${date.slice(0, 10)} by \`${command}\` (${runtime}, ${machine.cpu}, ${machine.cores} cores, Node ${node}).`;
  return `${[finding, ...tables.map(markdownTable), computed].join('\n\n')}\n`;
}

/** The finding and the tables for the terminal. */
export function renderText({ finding, tables }: StudyReport): string {
  return [
    ...tables.map(({ title, columns, cells }) => `${title}\n${textTable(columns, cells)}`),
    finding,
  ].join('\n\n');
}
