import { expect, test } from 'vitest';
import { summarize } from './latency.js';

test('percentiles are linear between values, whatever their order', () => {
  // numpy.percentile([15, 20, 35, 40, 50], [50, 90, 95, 99]) and numpy.std(…, ddof=1)
  const { p50, p90, p95, p99, min, max, mean, standardDeviation } = summarize([40, 15, 50, 20, 35]);
  expect([p50, min, max, mean]).toEqual([35, 15, 50, 32]);
  expect(p90).toBeCloseTo(46, 10);
  expect(p95).toBeCloseTo(48, 10);
  expect(p99).toBeCloseTo(49.6, 10);
  expect(standardDeviation).toBeCloseTo(14.404860290887934, 12);
});

test('one value is its own summary', () => {
  const same = { min: 7, mean: 7, p50: 7, p90: 7, p95: 7, p99: 7, max: 7 };
  expect(summarize([7])).toEqual({ ...same, p50Interval: null, standardDeviation: 0 });
});

test('sorts by number and leaves the sample alone', () => {
  const durations = [100, 9, 20];
  expect(summarize(durations).p50).toBe(20);
  expect(durations).toEqual([100, 9, 20]);
});

test('an empty sample cannot be summarized', () => {
  expect(() => summarize([])).toThrow(RangeError);
});
