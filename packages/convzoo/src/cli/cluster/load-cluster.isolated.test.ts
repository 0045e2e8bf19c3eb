import { expect, test, vi } from 'vitest';
import { convzoo } from '../../fixtures/command.js';

vi.mock('@convzoo/cluster', () => {
  throw new Error('Cannot find package');
});

test('without its package, the command says what to install', async () => {
  const { code, err } = await convzoo('cluster', 'status');
  expect(code).toBe(1);
  expect(err).toContain('npm install @convzoo/cluster');
});
