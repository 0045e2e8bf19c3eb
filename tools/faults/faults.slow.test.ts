import { expect, test } from 'vitest';
import { lists } from './rows/index.ts';
import { walk, withInputs } from './walk.ts';

// `pnpm run faults`, on the built packages.

test.each(Object.entries(lists))('%s', async (_, rows) => {
  const walked = await withInputs((folder) => walk(rows, folder));
  const wrong = walked.filter(({ problems }) => problems.length > 0);
  expect(wrong.map(({ row, problems, printed }) => ({ right: row.right, problems, printed }))).toEqual([]);
});
