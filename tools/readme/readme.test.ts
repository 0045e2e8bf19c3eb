// Runs the code blocks of the READMEs and guides against the built packages and compares what they print.
// UPDATE_READMES=1 writes what they print into the READMEs instead.
import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasRedis, type RedisServer, startRedis } from '../../packages/cluster/src/fixtures/redis-server.ts';
import { binaries, packageFolders, root } from '../workspace.ts';
import { type Example, examplesOf, withOutput } from './examples.ts';

// Programs lie in this package, whose dependencies are all that an example may import.
const programs = join(import.meta.dirname, 'programs');
const commands = join(programs, 'bin');
const minutes = 60_000;

const languages = {
  ts: { extension: 'mts', interpreter: process.execPath },
  js: { extension: 'mjs', interpreter: process.execPath },
  sh: { extension: 'sh', interpreter: 'bash' },
} as const;

const documents = globSync(['README*.md', 'packages/*/README.md', 'docs/{guides,how-it-works}/*.md'], {
  cwd: root,
})
  .sort()
  .map((path) => ({ path, examples: examplesOf(readFileSync(join(root, path), 'utf8')) }))
  .filter(({ examples }) => examples.length > 0);

function programOf(path: string, { line, language }: Example): string {
  const name = path.replace(/^packages\/|(\/README)?\.md$/g, '').replaceAll('/', '-');
  return join(programs, `${name}-line-${line}.${languages[language].extension}`);
}

beforeAll(() => {
  execFileSync('pnpm', ['run', 'build'], { cwd: root, stdio: 'inherit' });
  rmSync(programs, { recursive: true, force: true });
  mkdirSync(commands, { recursive: true });
  for (const { path, examples } of documents)
    for (const example of examples) writeFileSync(programOf(path, example), example.code);
  for (const folder of packageFolders())
    for (const [name, file] of binaries(folder))
      writeFileSync(
        join(commands, name),
        `#!/bin/sh\nexec node "${join(root, 'packages', folder, file)}" "$@"\n`,
        { mode: 0o755 },
      );
});

let redis: RedisServer | undefined;
beforeAll(async () => {
  if (hasRedis) redis = await startRedis(programs);
});
afterAll(() => redis?.kill());

/** A README's programs run beside it; those of the guides beside the fixtures of convzoo. */
const folderOf = (path: string): string =>
  join(root, path.startsWith('docs/') ? 'packages/convzoo' : dirname(path));

const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: `${commands}${delimiter}${process.env.PATH}`,
  NO_COLOR: '1',
  CONVZOO_REDIS: redis?.url,
});

const running = documents.filter(({ examples }) => examples.some(({ run }) => run));

describe.each(running)('$path', ({ path, examples }) => {
  const file = join(root, path);
  const options = { cwd: folderOf(path), encoding: 'utf8', timeout: 4 * minutes } as const;

  test.each(examples.filter((example) => example.run && (hasRedis || !example.redis)))(
    'line $line prints its output',
    (example) => {
      const { interpreter } = languages[example.language];
      const { code, output } = example;
      const { stdout, stderr, status } = spawnSync(interpreter, [programOf(path, example)], {
        ...options,
        env: environment(),
      });
      expect(status, stderr).toBe(0);
      if (process.env.UPDATE_READMES === undefined || output === undefined) expect(stdout).toBe(output ?? '');
      else writeFileSync(file, withOutput(readFileSync(file, 'utf8'), code, output, stdout));
    },
  );
});

test('every ts block has sound types', () => {
  const tsc = join(root, 'node_modules/.bin/tsc');
  const project = join(import.meta.dirname, 'tsconfig.programs.json');
  expect(spawnSync(tsc, ['-p', project], { encoding: 'utf8' }).stdout).toBe('');
});
