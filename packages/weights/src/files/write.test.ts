import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryName } from './temporary.js';
import { writeAtomically } from './write.js';

// Each its own: a folder is swept once.
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'convzoo-write-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('removes what a killed process left unfinished, and nothing else', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  const own = temporaryName(join(folder, 'a.json'));
  const left = own.replace(`-${process.pid}-`, `-${pid}-`);
  const elsewhere = left.replace(/\.[0-9a-f]{8}-/, '.00000000-');
  const other = join(folder, 'notes.tmp');
  for (const file of [own, left, elsewhere, other]) writeFileSync(file, '');
  await writeAtomically(join(folder, 'b.json'), [new Uint8Array(1)]);
  expect(readdirSync(folder).sort()).toEqual(
    [own, elsewhere, other, 'b.json'].map((file) => basename(file)).sort(),
  );
});

test('leaves nothing behind where writing fails', async () => {
  const failing = function* (): Generator<Uint8Array> {
    yield new Uint8Array(1);
    throw new Error('no more');
  };
  const before = readdirSync(folder);
  await expect(writeAtomically(join(folder, 'c.json'), failing())).rejects.toThrow('to write the file');
  expect(readdirSync(folder)).toEqual(before);
});
