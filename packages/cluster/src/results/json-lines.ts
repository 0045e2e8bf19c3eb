import type { Row, RowFormat } from './row.js';

/** A line of JSON for each row. */
export const jsonLines: RowFormat = {
  write: (rows) => new TextEncoder().encode(rows.map((row) => `${JSON.stringify(row)}\n`).join('')),
  read: async (contents) => {
    const lines = new TextDecoder().decode(contents).split('\n').slice(0, -1);
    return lines.map((line): Row => JSON.parse(line));
  },
};
