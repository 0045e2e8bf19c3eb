import { expect, test } from 'vitest';
import { ratioOfDurations } from './ratio.js';

test('a sample against its double', () => {
  const before = Array.from({ length: 40 }, (_, i) => 10 + (i % 7) / 10);
  const { estimate, interval } = ratioOfDurations(
    before,
    before.map((value) => 2 * value),
  );
  expect(estimate).toBeCloseTo(2, 2);
  expect(interval[0]).toBeLessThan(2);
  expect(interval[1]).toBeGreaterThan(2);
  expect(interval[1] - interval[0]).toBeLessThan(0.1);
});

test('ends of the interval are the ranks of the Mann-Whitney test', () => {
  // 20 pairs of 4 and 5 values: floor(10 - 1.96 sqrt(20 * 10 / 12)) = 1, from either end.
  const ratios = [1, 2, 3, 4].flatMap((a) => [10, 20, 30, 40, 50].map((b) => b / a)).sort((a, b) => a - b);
  const { estimate, interval } = ratioOfDurations([1, 2, 3, 4], [10, 20, 30, 40, 50]);
  expect(interval).toEqual([ratios[1], ratios[18]]);
  expect(estimate).toBe((ratios[9]! + ratios[10]!) / 2);
});

test('an outlier does not move the estimate', () => {
  const before = Array.from({ length: 21 }, () => 5);
  const { estimate } = ratioOfDurations(before, [...before.slice(1), 5000]);
  expect(estimate).toBe(1);
});

test('long samples are thinned, empty ones refused', () => {
  const long = Array.from({ length: 4000 }, (_, i) => 1 + (i % 10));
  expect(ratioOfDurations(long, long).estimate).toBeCloseTo(1, 6);
  expect(() => ratioOfDurations([], [1])).toThrow(RangeError);
});
