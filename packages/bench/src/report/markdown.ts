import { noteLines, notesOf } from './notes.js';
import type { Report } from './report.js';
import { type Table, tablesOf } from './tables.js';

/** A report as GitHub's Markdown, to be pasted into an issue or a README. */
export function renderMarkdown(report: Report, columns?: readonly string[]): string {
  const { machine, node, os, date } = report.environment;
  const notes = [
    `${machine.cpu}, ${machine.cores} cores, ${os}, Node ${node}, ${date}, commit ${machine.commit ?? 'unknown'}.`,
    ...noteLines(notesOf(report)),
  ];
  const list = notes.map((note) => `- ${escapeCell(note)}`).join('\n');
  return `${[...tablesOf(report, columns).map(markdownTable), list].join('\n\n')}\n`;
}

export function markdownTable({ title, columns, cells }: Pick<Table, 'title' | 'columns' | 'cells'>): string {
  const line = (values: readonly string[]): string => `| ${values.map(escapeCell).join(' | ')} |`;
  return [
    `### ${title}`,
    '',
    line(columns.map(({ title }) => title)),
    line(columns.map(({ align }) => (align === 'left' ? ':--' : '--:'))),
    ...cells.map(line),
  ].join('\n');
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
