import { expect, test } from 'vitest';
import { medianInterval } from './median-interval.js';

const ranks = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

// Tables of the sign test at 95 %, as in Conover's and in R's `DescTools::MedianCI`.
test.each([
  [6, 1, 6],
  [8, 1, 8],
  [9, 2, 8],
  [10, 2, 9],
  [15, 4, 12],
  [20, 6, 15],
  [25, 8, 18],
  [50, 18, 33],
  [100, 40, 61],
])('of %i values the interval runs from rank %i to rank %i', (n, low, high) => {
  expect(medianInterval(ranks(n))).toEqual([low, high]);
});

test('five values have no interval at 95 %, and one at 90 %', () => {
  expect(medianInterval(ranks(5))).toBeNull();
  expect(medianInterval(ranks(5), 0.9)).toEqual([1, 5]);
});

test('long samples do not underflow', () => {
  const [low, high] = medianInterval(ranks(5000))!;
  // Normal approximation: n / 2 minus and plus 0.98 sqrt(n).
  expect(Math.abs(low - 2431)).toBeLessThan(2);
  expect(low + high).toBe(5001);
});
