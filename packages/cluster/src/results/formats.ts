import { jsonLines } from './json-lines.js';
import { parquet } from './parquet.js';
import type { Row } from './row.js';

/** How rows become a file. The same rows give the same bytes. */
export interface RowFormat {
  write(rows: readonly Row[]): Uint8Array;
  read(contents: Uint8Array): Promise<Row[]>;
}

/** Formats of results, by the extensions of their files. */
export const formats = { jsonl: jsonLines, parquet } as const satisfies Record<string, RowFormat>;

export type FormatName = keyof typeof formats;
