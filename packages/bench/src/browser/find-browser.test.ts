import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findBrowser } from './find-browser.js';

const folder = mkdtempSync(join(tmpdir(), 'convzoo-bench-browser-'));
const program = join(folder, 'chromium');
writeFileSync(program, '');
chmodSync(program, 0o755);
afterAll(() => rmSync(folder, { recursive: true }));

test('the browser that CHROMIUM_PATH names, or one on the PATH', () => {
  expect(findBrowser({ CHROMIUM_PATH: program })).toBe(program);
  expect(findBrowser({ PATH: `/nowhere:${folder}` })).toBe(program);
});

test('a path that leads nowhere is refused, and not replaced by another browser', () => {
  expect(() => findBrowser({ CHROMIUM_PATH: join(folder, 'none'), PATH: folder })).toThrow(
    /CHROMIUM_PATH: expected Chromium or Chrome, found no file .*none/,
  );
});
