import { jsonLines } from './json-lines.js';
import { parquet } from './parquet.js';
import type { RowFormat } from './row.js';

/** A format by the extension of its files. */
export type FormatName = 'jsonl' | 'parquet';

export const formats: Readonly<Record<FormatName, RowFormat>> = { jsonl: jsonLines, parquet };
