import { expect, test } from 'vitest';
import { isDisturbed, watchCpuLoad } from './cpu-load.js';

test('others matter once they take cores that the measured process could use', () => {
  expect(isDisturbed(0.2, 2, 2)).toBe(false);
  expect(isDisturbed(0.3, 2, 2)).toBe(true);
  // Four of 64 cores are the process's: sixty are left for others.
  expect(isDisturbed(60, 4, 64)).toBe(false);
  expect(isDisturbed(61, 4, 64)).toBe(true);
});

test('CPU time of the measured process is not that of others', async () => {
  const watch = watchCpuLoad();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(watch.others(0)).toBeGreaterThanOrEqual(0);
  expect(watch.others(1e9)).toBe(0);
});
