import { textTable } from '@convzoo/report/terminal';
import { noteLines, notesOf } from './notes.js';
import type { Report } from './report.js';
import { tablesOf } from './tables.js';

/** A report for the terminal: a table for each measure, then what computed, warnings, and what went wrong. */
export function renderText(report: Report, columns?: readonly string[]): string {
  const tables = tablesOf(report, columns).map(
    ({ title, columns, cells }) => `${title}\n${textTable(columns, cells)}`,
  );
  return [...tables, noteLines(notesOf(report)).join('\n')].filter(Boolean).join('\n\n');
}
