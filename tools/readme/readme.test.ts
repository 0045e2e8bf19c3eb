// Runs the code blocks of the READMEs against the built packages and compares what they print.
import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { root } from '../workspace.ts';
import { type Example, examplesOf } from './examples.ts';

// Programs lie in this package, whose dependencies are all that an example may import.
const programs = join(import.meta.dirname, 'programs');

const documents = globSync(['README.md', 'packages/*/README.md'], { cwd: root })
  .sort()
  .map((path) => ({ path, examples: examplesOf(readFileSync(join(root, path), 'utf8')) }))
  .filter(({ examples }) => examples.length > 0);

function programOf(path: string, { line, language }: Example): string {
  const name = dirname(path).replace(/^\.$/, 'root').replace('packages/', '');
  return join(programs, `${name}-line-${line}.${language === 'ts' ? 'mts' : 'mjs'}`);
}

beforeAll(() => {
  execFileSync('pnpm', ['run', 'build'], { cwd: root });
  rmSync(programs, { recursive: true, force: true });
  mkdirSync(programs);
  for (const { path, examples } of documents)
    for (const example of examples) writeFileSync(programOf(path, example), example.code);
});

describe.each(documents)('$path', ({ path, examples }) => {
  const cwd = join(root, dirname(path));
  test.each(examples.filter(({ run }) => run))('line $line prints its output', (example) => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [programOf(path, example)], {
      cwd,
      encoding: 'utf8',
    });
    expect({ stdout, status }, stderr).toEqual({ stdout: example.output, status: 0 });
  });
});

test('every ts block has sound types', () => {
  const tsc = join(root, 'node_modules/.bin/tsc');
  const { stdout } = spawnSync(tsc, ['-p', join(import.meta.dirname, 'tsconfig.programs.json')], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
});
