import { expect, test } from 'vitest';
import { wilsonInterval } from './wilson.js';

// scipy.stats.binomtest(k, n).proportion_ci(method='wilson'), of scipy 1.17.
test.each([
  [8, 10, 0.49016, 0.94332],
  [0, 10, 0, 0.27753],
  [10, 10, 0.72247, 1],
  [1944, 2000, 0.96382, 0.97837],
])('%i of %i', (right, samples, low, high) => {
  const interval = wilsonInterval(right / samples, samples);
  expect(interval[0]).toBeCloseTo(low, 4);
  expect(interval[1]).toBeCloseTo(high, 4);
});
