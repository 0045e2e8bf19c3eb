import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

// Tests resolve the packages' sources, so that no test depends on a stale build.
const conditions = ['@convzoo/source', 'import', 'module', 'default'];

const minute = 60_000;

const folders = ['{packages,examples,apps}/*/src', 'tools'];
const named = (...names: string[]): string[] =>
  folders.flatMap((folder) => names.map((name) => `${folder}/**/${name}`));

/** What is no ordinary unit test, by the names of its files. */
const kinds = {
  /** Unit tests that need a fresh process: they replace modules (`vi.mock`), or start what starts once. */
  isolated: named('*.isolated.test.ts'),
  /** Layers and networks beside another implementation's numbers. */
  parity: named('parity.test.ts', '*.parity.test.ts'),
  /** Pages in Chromium. */
  browser: named('browser.test.ts', '*.browser.test.ts'),
  /** Training runs, fuzzing, started processes and threads, laws of whole networks. */
  slow: named('*.slow.test.ts'),
  /** The examples of the READMEs, run as programs against the built packages. */
  readme: ['tools/readme/readme.test.ts'],
};

// Nothing asserts a time: a limit only has to end a test that hangs, on a busy machine too.
const project = (
  name: string,
  limit: number,
  include: string[],
  options: TestProjectInlineConfiguration['test'] = {},
): TestProjectInlineConfiguration => ({
  extends: true,
  test: { name, include, testTimeout: limit, hookTimeout: limit, ...options },
});

const { isolated, ...long } = kinds;

export default defineConfig({
  resolve: { conditions },
  // Node itself knows no condition `module`.
  ssr: { resolve: { conditions: conditions.filter((name) => name !== 'module') } },
  test: {
    // A process each, which gives back its memory; two at once, as the largest hold some gigabytes.
    pool: 'forks',
    maxWorkers: 2,
    // What is under test is compiled anew, whatever was compiled before.
    env: { CONVZOO_COMPILED_CACHE_MB: '0' },
    setupFiles: ['tools/vitest/restore.ts'],
    // TensorFlow.js's advice, printed by every file that computes in JavaScript, would bury what tests say.
    onConsoleLog: (text) => !text.includes('install our node backend'),
    projects: [
      // Starting processes and importing TensorFlow.js would take longer than the tests: they share two processes.
      project('unit', minute, named('*.test.ts'), {
        exclude: ['**/node_modules/**', ...Object.values(kinds).flat()],
        isolate: false,
      }),
      project('isolated', minute, isolated),
      ...Object.entries(long).map(([name, include]) => project(name, 5 * minute, include)),
    ],
  },
});
