import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { relativeError } from '../fixtures/compare.js';
import { firstComponent } from './principal-component.js';

test('a matrix of rank one is its own component', () => {
  const [left, right] = [
    [1, -2, 0, 3],
    [3, 4, 0, 0, 0],
  ];
  const data = Float32Array.from(left.flatMap((l) => right.map((r) => l * r)));
  // Its right vector has length 5.
  expect(relativeError(firstComponent({ rows: 4, columns: 5, data }), [5, -10, 0, 15])).toBeLessThan(1e-6);
  const transposed = Float32Array.from(right.flatMap((r) => left.map((l) => l * r)));
  const length = Math.sqrt(14);
  expect(
    relativeError(firstComponent({ rows: 5, columns: 4, data: transposed }), [
      3 * length,
      4 * length,
      0,
      0,
      0,
    ]),
  ).toBeLessThan(1e-6);
});

test('zeros stay zeros', () => {
  expect([...firstComponent({ rows: 2, columns: 3, data: new Float32Array(6) })]).toEqual([0, 0]);
});

test('no direction holds more of a matrix, and none is taken against the sum of its columns', () => {
  const matrices = fc
    .tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 2, max: 6 }))
    .chain(([rows, columns]) =>
      fc
        .array(fc.integer({ min: -50, max: 50 }), { minLength: rows * columns, maxLength: rows * columns })
        .map((values) => ({ rows, columns, data: Float32Array.from(values) })),
    );
  const directions = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(matrices, directions, ({ rows, columns, data }, direction) => {
      const component = firstComponent({ rows, columns, data });
      const row = (r: number): number[] => [...data.subarray(r * columns, (r + 1) * columns)];
      const v = direction.slice(0, columns);
      const length = Math.hypot(...v);
      const along = Array.from({ length: rows }, (_, r) =>
        length === 0 ? 0 : row(r).reduce((sum, value, c) => sum + value * v[c]!, 0) / length,
      );
      expect(Math.hypot(...component)).toBeGreaterThanOrEqual(Math.hypot(...along) * (1 - 1e-3) - 1e-6);
      const agreement = component.reduce(
        (sum, value, r) => sum + value * row(r).reduce((a, b) => a + b, 0),
        0,
      );
      expect(agreement).toBeGreaterThanOrEqual(-1e-2);
    }),
    { numRuns: 200, seed: 1 },
  );
});
