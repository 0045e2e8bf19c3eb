import { jsonLines } from './json-lines.js';
import { parquet } from './parquet.js';
import type { Row } from './row.js';

/** How rows become a file. The same rows give the same bytes. */
export interface RowFormat {
  write(rows: readonly Row[]): Uint8Array;
  read(contents: Uint8Array): Promise<Row[]>;
}

/** A format by the extension of its files. */
export type FormatName = 'jsonl' | 'parquet';

export const formats: Readonly<Record<FormatName, RowFormat>> = { jsonl: jsonLines, parquet };
