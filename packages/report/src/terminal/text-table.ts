import stringWidth from 'string-width';
import type { Column } from '../table.js';
import { printable } from './printable.js';

export type Cell = string | number;

/** A column by its title alone is on the right if all of its cells are numbers. */
export type TextColumn = Column | string;

/**
 * A table without lines, for a terminal. Control characters are escaped.
 *
 * @param styleTitle makes a title bold, say
 */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly Cell[])[],
  styleTitle: (title: string) => string = (title) => title,
): string {
  const described = columns.map((column, i): Column => {
    if (typeof column !== 'string') return column;
    return { title: column, align: rows.every((row) => typeof row[i] === 'number') ? 'right' : 'left' };
  });
  const titles = described.map(({ title }) => styleTitle(printable(title)));
  const lines = alignColumns(
    [titles, ...rows.map((row) => row.map(formatCell))],
    described.map(({ align }) => align),
  );
  return lines.join('\n');
}

/** Rows as lines: columns as wide as their widest cell on a terminal, two spaces apart. */
export function alignColumns(
  rows: readonly (readonly string[])[],
  alignments: readonly Column['align'][] = [],
): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, stringWidth(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, i) => {
        const space = ' '.repeat(widths[i]! - stringWidth(cell));
        return alignments[i] === 'right' ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd(),
  );
}

function formatCell(cell: Cell): string {
  return typeof cell === 'number' ? cell.toLocaleString('en', { maximumFractionDigits: 4 }) : printable(cell);
}
