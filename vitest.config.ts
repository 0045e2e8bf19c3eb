import { defineConfig } from 'vitest/config';

// Tests resolve the packages' sources, so that no test depends on a stale build.
const conditions = ['@convzoo/source', 'import', 'module', 'default'];

// The parity tests compute whole ImageNet classifiers on one core each. Nothing asserts a time, so the
// limit only has to end a test that hangs, on a busy machine too.
const minutes = 60_000;

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['{packages,examples}/*/src/**/*.test.ts', 'tools/**/*.test.ts'],
    testTimeout: 5 * minutes,
    hookTimeout: 5 * minutes,
    // A process each, which gives back its memory; two at once, as the largest hold some gigabytes.
    pool: 'forks',
    maxWorkers: 2,
    // TensorFlow.js's advice, printed by every file that computes in JavaScript, would bury what tests say.
    onConsoleLog: (text) => !text.includes('install our node backend'),
  },
});
