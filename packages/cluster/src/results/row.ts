import type { Prediction } from '@convzoo/core';

/** What is known of one image: its labels, its raw scores, or why there are none. */
export type Row =
  | { readonly image: string; readonly predictions: readonly Prediction[] }
  | { readonly image: string; readonly logits: readonly number[] }
  | { readonly image: string; readonly error: string };

/** How many rows are errors. */
export function countErrors(rows: readonly Row[]): number {
  return rows.filter((row) => 'error' in row).length;
}

/** How rows become a file. The same rows give the same bytes. */
export interface RowFormat {
  write(rows: readonly Row[]): Uint8Array;
  read(contents: Uint8Array): Promise<Row[]>;
}
