import { noteLines, notesOf } from './notes.js';
import type { Report } from './report.js';
import { type Column, tablesOf } from './tables.js';

/** A report for the terminal: a table for each measure, then what computed, warnings, and what went wrong. */
export function renderText(report: Report, columns?: readonly string[]): string {
  const tables = tablesOf(report, columns).map(
    ({ title, columns, cells }) => `${title}\n${alignedTable(columns, cells)}`,
  );
  return [...tables, noteLines(notesOf(report)).join('\n')].filter(Boolean).join('\n\n');
}

/** Columns as wide as their widest cell, two spaces apart. */
export function alignedTable(columns: readonly Column[], cells: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, i) =>
    Math.max(title.length, ...cells.map((line) => line[i]!.length)),
  );
  const align = (values: readonly string[]): string =>
    values
      .map((value, i) =>
        columns[i]!.align === 'left' ? value.padEnd(widths[i]!) : value.padStart(widths[i]!),
      )
      .join('  ')
      .trimEnd();
  return [align(columns.map(({ title }) => title)), ...cells.map(align)].join('\n');
}
