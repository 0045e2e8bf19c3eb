import { describe, expect, test } from 'vitest';
import { type Matrix, minimalFiltering, PRODUCTS, transposed } from './transforms.js';

const apply = (matrix: Matrix, vector: readonly number[]): number[] =>
  matrix.map((row) => row.reduce((sum, value, i) => sum + value * vector[i]!, 0));
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const numbers = (length: number, seed: number): number[] =>
  Array.from({ length }, (_, i) => Math.sin(seed + i * 12.9898));

const cases = PRODUCTS.flatMap((products) => [3, 4, 5].map((taps) => [products, taps] as const));

describe.each(cases)('%i products, %i taps', (products, taps) => {
  const { input, filter, output, outputs } = minimalFiltering(products, taps);
  const x = numbers(products, 1);
  const w = numbers(taps, 2);
  const product = (a: readonly number[], b: readonly number[]): number[] =>
    a.map((value, i) => value * b[i]!);

  test('are a filter', () => {
    expect(outputs).toBe(products - taps + 1);
    const found = apply(output, product(apply(filter, w), apply(input, x)));
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(dot(w, x.slice(i, i + taps)), 9);
    });
  });

  test("are the filter's gradient when transposed", () => {
    const dy = numbers(outputs, 3);
    const found = apply(transposed(filter), product(apply(transposed(output), dy), apply(input, x)));
    found.forEach((value, tap) => {
      expect(value).toBeCloseTo(dot(dy, x.slice(tap, tap + outputs)), 9);
    });
  });
});

test('other numbers of products are refused', () => {
  expect(() => minimalFiltering(7, 3)).toThrow(RangeError);
  expect(() => minimalFiltering(6, 7)).toThrow(RangeError);
});
