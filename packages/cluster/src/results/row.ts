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
