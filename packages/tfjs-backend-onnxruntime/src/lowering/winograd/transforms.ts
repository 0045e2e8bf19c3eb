import { upTo } from '../graph/range.js';

/**
 * Filters of one dimension with few products (Toom 1963, Cook 1966, Winograd 1980; for convolutional networks Lavin &
 * Gray 2016): `outputs` neighboring results of `taps` taps each are `output * ((filter * w) . (input * x))`, with
 * `outputs + taps - 1` products in place of `outputs * taps`.
 */
export interface MinimalFiltering {
  readonly outputs: number;
  readonly products: number;
  /** `[products, products]`: takes as many neighboring inputs to the factors of the products. */
  readonly input: Matrix;
  /** `[products, taps]` */
  readonly filter: Matrix;
  /** `[outputs, products]` */
  readonly output: Matrix;
}

export type Matrix = readonly (readonly number[])[];

/**
 * Where the polynomials of inputs and filter are multiplied, besides infinity, by the number of products: of the sets
 * of small fractions those that lose least in float32. The filters of three taps are as exact as plain ones up to a
 * factor of 1.2, 3, 5 and 10.
 */
const POINTS: Readonly<Record<number, readonly number[]>> = {
  6: [0, 3 / 2, -3 / 2, 3 / 4, -3 / 4],
  8: [0, 1, -1, 2, -2, 1 / 2, -1 / 2],
  9: [1, -1, 2, -2, 1 / 4, -1 / 4, 3 / 4, -3 / 4],
  10: [0, 2, -2, 1 / 2, -1 / 2, 3 / 4, -3 / 4, 4 / 3, -4 / 3],
};

/** How many products there can be. */
export const PRODUCTS: readonly number[] = Object.keys(POINTS).map(Number);

const known = new Map<string, MinimalFiltering>();

/** The filter of so many taps with so many products, of `PRODUCTS`. */
export function minimalFiltering(products: number, taps: number): MinimalFiltering {
  const key = `${[products, taps]}`;
  const filtering = known.get(key) ?? construct(products, taps);
  known.set(key, filtering);
  return filtering;
}

function construct(products: number, taps: number): MinimalFiltering {
  const points = POINTS[products];
  const outputs = products - taps + 1;
  if (points === undefined || outputs < 1)
    throw new RangeError(`no filter of ${products} products, ${taps} taps`);
  // Lagrange's polynomials, and the one that vanishes at all points: the interpolation transposed.
  const interpolation = [
    ...points.map((_, i) => [...polynomial(points.filter((_, j) => j !== i)), 0]),
    polynomial(points),
  ];
  const divisors = points.map((point, i) =>
    points.reduce((product, other, j) => (j === i ? product : product * (point - other)), 1),
  );
  const filter = [
    ...points.map((point, i) => upTo(taps).map((power) => point ** power / divisors[i]!)),
    upTo(taps).map((power) => (power === taps - 1 ? 1 : 0)),
  ];
  // Factors of about one size lose less.
  const sizes = interpolation.map((row) => Math.max(...row.map(Math.abs)));
  return {
    outputs,
    products,
    input: interpolation.map((row, i) => row.map((value) => value / sizes[i]!)),
    filter: filter.map((row, i) => row.map((value) => value * sizes[i]!)),
    output: upTo(outputs).map((power) => [
      ...points.map((point) => point ** power),
      power === outputs - 1 ? 1 : 0,
    ]),
  };
}

export function transposed(matrix: Matrix): Matrix {
  return upTo(matrix[0]?.length ?? 0).map((column) => matrix.map((row) => row[column]!));
}

/** All products of an element of one matrix and one of the other, in blocks of the second's shape. */
export function kronecker(a: Matrix, b: Matrix): Matrix {
  return a.flatMap((row) => b.map((other) => row.flatMap((x) => other.map((y) => x * y))));
}

/** Coefficients of the polynomial with these zeros, the constant first. */
function polynomial([zero, ...others]: readonly number[]): number[] {
  if (zero === undefined) return [1];
  const factor = polynomial(others);
  return upTo(factor.length + 1).map((i) => (factor[i - 1] ?? 0) - zero * (factor[i] ?? 0));
}
