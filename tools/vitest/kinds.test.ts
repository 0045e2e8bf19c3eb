import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../workspace.ts';

const replaces = /\bvi\.(mock|doMock|resetModules)\(|\bpretendBlocksOf\(/;

test('what replaces modules has a process of its own, as the files of unit tests share theirs', () => {
  const files = globSync('{packages,examples,apps}/*/src/**/*.test.ts', { cwd: root });
  const units = files.filter((file) => /\/[^./]+\.test\.ts$/.test(file) && !/\/parity\.test\.ts$/.test(file));
  expect(units.length).toBeGreaterThan(100);
  expect(units.filter((file) => replaces.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
});
