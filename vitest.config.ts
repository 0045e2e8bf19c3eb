import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

// Tests resolve the packages' sources, so that no test depends on a stale build.
const conditions = ['@convzoo/source', 'import', 'module', 'default'];

const minutes = 60_000;

const folders = ['{packages,examples,apps}/*/src', 'tools'];
const named = (...names: string[]): string[] =>
  folders.flatMap((folder) => names.map((name) => `${folder}/**/${name}`));

/** What takes longer than a unit test, by the names of its files. */
const kinds = {
  /** Whole networks beside another implementation's numbers. */
  parity: named('parity.test.ts', '*.parity.test.ts'),
  /** Pages in Chromium. */
  browser: named('browser.test.ts', '*.browser.test.ts'),
  /** Training runs, kills, servers, laws of large networks. */
  slow: named('*.slow.test.ts'),
  /** The examples of the READMEs, run as programs against the built packages. */
  readme: ['tools/readme/readme.test.ts'],
};

// Nothing asserts a time: a limit only has to end a test that hangs, on a busy machine too.
const project = (
  name: string,
  limit: number,
  include: string[],
  exclude: string[] = [],
): TestProjectInlineConfiguration => ({
  extends: true,
  test: {
    name,
    include,
    exclude: ['**/node_modules/**', ...exclude],
    testTimeout: limit,
    hookTimeout: limit,
  },
});

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // A process each, which gives back its memory; two at once, as the largest hold some gigabytes.
    pool: 'forks',
    maxWorkers: 2,
    // What is under test is compiled anew, whatever was compiled before.
    env: { CONVZOO_COMPILED_CACHE_MB: '0' },
    // TensorFlow.js's advice, printed by every file that computes in JavaScript, would bury what tests say.
    onConsoleLog: (text) => !text.includes('install our node backend'),
    projects: [
      project('unit', minutes, named('*.test.ts'), Object.values(kinds).flat()),
      ...Object.entries(kinds).map(([name, include]) => project(name, 5 * minutes, include)),
    ],
  },
});
