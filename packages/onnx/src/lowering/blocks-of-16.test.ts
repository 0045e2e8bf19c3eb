import { vi } from 'vitest';
import type * as Layout from '../runtime/blocked-layout.js';
import type * as Session from '../runtime/session.js';

// Blocks have as many channels as a vector register of the processor holds: 8 with AVX2, 16 with AVX-512, 4 with
// NEON. The tests of blocks are done again as if they had 16, by way of operators that need no blocks.

vi.mock('../runtime/blocked-layout.js', async (original) => ({
  ...(await original<typeof Layout>()),
  blockedChannels: () => 16,
}));

vi.mock('../runtime/session.js', async (original) => {
  const actual = await original<typeof Session>();
  const { withStandardOperators } = await import('../fixtures/standard-blocks.js');
  const createSession: typeof Session.createSession = (runtime, model, options) =>
    actual.createSession(runtime, 'nodes' in model ? withStandardOperators(model, 16) : model, options);
  return { ...actual, createSession };
});

await import('./blocks.test.js');
