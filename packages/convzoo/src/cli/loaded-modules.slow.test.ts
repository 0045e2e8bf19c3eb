import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../bin.ts', import.meta.url));
const loader = new URL('../../../../tools/typescript-loader.mjs', import.meta.url).href;
const lister = new URL('../fixtures/list-modules.mjs', import.meta.url).href;

const folder = mkdtempSync(join(tmpdir(), 'convzoo-modules-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The packages of other people that a command line loads. */
function packagesOf(args: readonly string[]): Set<string> {
  const list = join(folder, 'modules');
  const node = ['--import', lister, '--import', loader, '--conditions', '@convzoo/source', '--no-warnings'];
  const env = { ...process.env, MODULES: list, CONVZOO_CACHE: folder, HF_HOME: folder };
  execFileSync(process.execPath, [...node, bin, ...args], { env, stdio: 'ignore' });
  const paths = readFileSync(list, 'utf8').split('\n');
  return new Set(paths.flatMap((path) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []));
}

test.each([
  [['--version']],
  [['--help']],
  [['train', '--help']],
  [['completions', 'bash']],
  [['download', '--list']],
  [['download', '--clear']],
])('%j does not load TensorFlow.js', (args) => {
  const packages = packagesOf(args);
  expect(packages).toContain('commander');
  expect([...packages].filter((name) => /^(@tensorflow\/|onnxruntime|sharp)/.test(name))).toEqual([]);
});

test('a command that computes does', () => {
  expect(packagesOf(['models'])).toContain('@tensorflow/tfjs-core');
});
