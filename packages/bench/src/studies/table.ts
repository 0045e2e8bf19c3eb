import type { Column } from '@convzoo/report';

/** A table as text. */
export interface StudyTable {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly cells: readonly (readonly string[])[];
}

export interface CellColumn<Row> extends Column {
  readonly cell: (row: Row) => string;
}

/** A column of words. */
export function words<Row>(title: string, cell: (row: Row) => string): CellColumn<Row> {
  return { title, align: 'left', cell };
}

/** A column of numbers. */
export function numbers<Row>(title: string, cell: (row: Row) => string): CellColumn<Row> {
  return { title, align: 'right', cell };
}

export function tableOf<Row>(
  title: string,
  rows: readonly Row[],
  columns: readonly CellColumn<Row>[],
): StudyTable {
  return {
    title,
    columns: columns.map(({ title, align }) => ({ title, align })),
    cells: rows.map((row) => columns.map(({ cell }) => cell(row))),
  };
}
