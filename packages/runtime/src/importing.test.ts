import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importNative } from './importing.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'importing-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function moduleWith(source: string): string {
  const file = join(folder, `${Math.random()}.mjs`);
  writeFileSync(file, source);
  return pathToFileURL(file).href;
}

it('gives the exports of a package that is installed', async () => {
  const exports = await importNative('@tensorflow/tfjs-core');
  expect(exports.matMul).toBeTypeOf('function');
});

it('names the install command of a package that is not', async () => {
  await expect(importNative('@convzoo/absent')).rejects.toMatchObject({
    code: 'missing-package',
    message:
      'package @convzoo/absent: expected it to be installed, found no such package. Install it with `npm install @convzoo/absent`.',
  });
});

it('tells a package that fails to load from one that is missing', async () => {
  await expect(importNative(moduleWith('throw new Error("no driver")'))).rejects.toMatchObject({
    code: 'runtime-unavailable',
    found: 'no driver',
  });
});

it('tells a package that lacks another from one that is missing', async () => {
  await expect(importNative(moduleWith('import "@convzoo/absent"'))).rejects.toMatchObject({
    code: 'runtime-unavailable',
    found: expect.stringContaining('@convzoo/absent'),
  });
});
