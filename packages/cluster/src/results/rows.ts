import type { Prediction } from '@convzoo/core';

/** What is known of one image: a line of the results. */
export type Row =
  | { readonly image: string; readonly predictions: readonly Prediction[] }
  | { readonly image: string; readonly error: string };

/** Rows as JSON lines. */
export function formatRows(rows: readonly Row[]): Uint8Array {
  return new TextEncoder().encode(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

/** How many rows of a file are errors. */
export function countErrors(contents: Uint8Array): number {
  const lines = new TextDecoder().decode(contents).split('\n').slice(0, -1);
  return lines.filter((line) => 'error' in (JSON.parse(line) as Row)).length;
}
