import { defineConfig } from 'vitest/config';

// Tests resolve the packages' sources, so that no test depends on a stale build.
const conditions = ['@convzoo/source', 'import', 'module', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'examples/*/src/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
