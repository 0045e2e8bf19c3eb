import Table from 'cli-table3';
import { printable } from './printable.js';
import { formatLine, styled } from './style.js';

export type Cell = string | number;

const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** A text table without lines; columns of numbers are aligned to the right, and titles are bold where colors are shown. */
export function formatTable(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  colors = false,
): string {
  const table = new Table({
    head: head.map((title) => formatLine([styled('bold', title)], colors)),
    chars: noLines,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: head.map((_, i) => (rows.every((row) => typeof row[i] === 'number') ? 'right' : 'left')),
  });
  table.push(...rows.map((row) => row.map(formatCell)));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function formatCell(cell: Cell): string {
  return typeof cell === 'number' ? cell.toLocaleString('en', { maximumFractionDigits: 4 }) : printable(cell);
}
