import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { moduleUrl } from './module-url.node.js';

let folder = '';

/** Empty files, and manifests where a content is given. */
function write(files: Readonly<Record<string, object | string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'convzoo-modules-')));
  const exports = {
    '.': { require: './wrong.cjs', import: './right.js' },
    './nets': { browser: './wrong.cjs', node: './nets.js' },
    './unbuilt': './dist/unbuilt.js',
  };
  write({
    'node_modules/modern/package.json': { name: 'modern', main: './wrong.cjs', exports },
    'node_modules/modern/right.js': '',
    'node_modules/modern/nets.js': '',
    'node_modules/modern/wrong.cjs': '',
    'node_modules/@scope/old/package.json': { name: '@scope/old', main: 'lib/main.js' },
    'node_modules/@scope/old/lib/main.js': '',
    'nets/package.json': { name: 'nets', exports },
    'nets/right.js': '',
    'plain/index.js': '',
    'named/package.json': { main: './start.js' },
    'named/start.js': '',
    'net.js': '',
    'empty/readme.md': '',
  });
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
});

afterAll(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test.each([
  ['modern', 'node_modules/modern/right.js'],
  ['modern/nets', 'node_modules/modern/nets.js'],
  ['@scope/old', 'node_modules/@scope/old/lib/main.js'],
  ['./nets', 'nets/right.js'],
  ['./plain', 'plain/index.js'],
  ['./named', 'named/start.js'],
  ['./net.js', 'net.js'],
])('%s is %s', (specifier, expected) => {
  const url = moduleUrl(specifier.startsWith('.') ? join(folder, specifier) : specifier);
  expect(relative(folder, fileURLToPath(url))).toBe(expected);
});

test.each([
  ['absent', 'npm install absent`'],
  ['@scope/absent/nets', 'npm install @scope/absent`'],
  ['modern/secret', "Package subpath './secret' is not defined"],
  ['modern/unbuilt', 'unbuilt.js'],
  ['/nowhere/net.js', 'a file that can be imported'],
])('%s is refused', (specifier, message) => {
  expect(() => moduleUrl(specifier)).toThrow(expect.objectContaining({ code: 'missing-package' }));
  expect(() => moduleUrl(specifier)).toThrow(message);
});

test('a folder without a module is refused', () => {
  expect(() => moduleUrl(join(folder, 'empty'))).toThrow(
    expect.objectContaining({ code: 'missing-package' }),
  );
});
