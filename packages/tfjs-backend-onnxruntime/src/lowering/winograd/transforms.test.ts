import { describe, expect, test } from 'vitest';
import { type Matrix, MULTIPLICATIONS, transposed, winogradTransforms } from './transforms.js';

const apply = (matrix: Matrix, vector: readonly number[]): number[] =>
  matrix.map((row) => row.reduce((sum, value, i) => sum + value * vector[i]!, 0));
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const numbers = (length: number, seed: number): number[] =>
  Array.from({ length }, (_, i) => Math.sin(seed + i * 12.9898));

const cases = MULTIPLICATIONS.flatMap((count) => [3, 4, 5].map((taps) => [count, taps] as const));

describe.each(cases)('F(m, r) of %i multiplications, r = %i', (multiplications, taps) => {
  const { inputTransform, filterTransform, outputTransform, outputs } = winogradTransforms(
    multiplications,
    taps,
  );
  const x = numbers(multiplications, 1);
  const w = numbers(taps, 2);
  const product = (a: readonly number[], b: readonly number[]): number[] =>
    a.map((value, i) => value * b[i]!);

  test('filters', () => {
    expect(outputs).toBe(multiplications - taps + 1);
    const found = apply(outputTransform, product(apply(filterTransform, w), apply(inputTransform, x)));
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(dot(w, x.slice(i, i + taps)), 9);
    });
  });

  test("gives the filter's gradient when transposed", () => {
    const dy = numbers(outputs, 3);
    const factors = product(apply(transposed(outputTransform), dy), apply(inputTransform, x));
    const found = apply(transposed(filterTransform), factors);
    found.forEach((value, tap) => {
      expect(value).toBeCloseTo(dot(dy, x.slice(tap, tap + outputs)), 9);
    });
  });
});

test('other numbers of multiplications are refused', () => {
  expect(() => winogradTransforms(7, 3)).toThrow(RangeError);
  expect(() => winogradTransforms(6, 7)).toThrow(RangeError);
});
