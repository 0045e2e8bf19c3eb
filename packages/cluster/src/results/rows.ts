import type { Prediction } from '@convzoo/core';

/** What is known of one image: a line of the results. */
export type Row =
  | { readonly image: string; readonly predictions: readonly Prediction[] }
  | { readonly image: string; readonly logits: readonly number[] }
  | { readonly image: string; readonly error: string };

/** Rows as JSON lines. */
export function formatRows(rows: readonly Row[]): Uint8Array {
  return new TextEncoder().encode(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

/** The rows of a file of results. */
export function parseRows(contents: Uint8Array): Row[] {
  const lines = new TextDecoder().decode(contents).split('\n').slice(0, -1);
  return lines.map((line): Row => JSON.parse(line));
}

/** How many rows of a file are errors. */
export function countErrors(contents: Uint8Array): number {
  return parseRows(contents).filter((row) => 'error' in row).length;
}
