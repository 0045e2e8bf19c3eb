import { range } from '../graph/range.js';

/**
 * Winograd's minimal filtering F(m, r) in one dimension (Toom 1963, Cook 1966, Winograd 1980; for
 * convolutional networks Lavin & Gray 2016): `m` neighboring outputs of a filter of `r` taps are
 * `outputTransform * ((filterTransform * w) . (inputTransform * x))`, which takes `m + r - 1` multiplications
 * instead of `m * r`. The three matrices are the papers' A^T, G and B^T.
 */
export interface WinogradTransforms {
  /** `m`: how many neighboring outputs one tile has. */
  readonly outputs: number;
  /** `m + r - 1`, which is also how many neighboring inputs one tile reads. */
  readonly multiplications: number;
  /** `[multiplications, multiplications]` */
  readonly inputTransform: Matrix;
  /** `[multiplications, taps]` */
  readonly filterTransform: Matrix;
  /** `[outputs, multiplications]` */
  readonly outputTransform: Matrix;
}

export type Matrix = readonly (readonly number[])[];

/**
 * The interpolation points besides infinity, by the number of multiplications: of all sets of small fractions
 * those that lose least in float32. Their errors with three taps are 1.2, 3, 5 and 10 times those of a plain
 * sum.
 */
const POINTS: Readonly<Record<number, readonly number[]>> = {
  6: [0, 3 / 2, -3 / 2, 3 / 4, -3 / 4],
  8: [0, 1, -1, 2, -2, 1 / 2, -1 / 2],
  9: [1, -1, 2, -2, 1 / 4, -1 / 4, 3 / 4, -3 / 4],
  10: [0, 2, -2, 1 / 2, -1 / 2, 3 / 4, -3 / 4, 4 / 3, -4 / 3],
};

/** The numbers of multiplications for which there are points. */
export const MULTIPLICATIONS: readonly number[] = Object.keys(POINTS).map(Number);

const known = new Map<string, WinogradTransforms>();

/**
 * F(m, r) with `m = multiplications - taps + 1` and `r = taps`; `multiplications` is one of
 * `MULTIPLICATIONS`.
 */
export function winogradTransforms(multiplications: number, taps: number): WinogradTransforms {
  const key = `${[multiplications, taps]}`;
  const transforms = known.get(key) ?? construct(multiplications, taps);
  known.set(key, transforms);
  return transforms;
}

function construct(multiplications: number, taps: number): WinogradTransforms {
  const points = POINTS[multiplications];
  const outputs = multiplications - taps + 1;
  if (points === undefined || outputs < 1) {
    throw new RangeError(`no Winograd transforms for ${multiplications} multiplications and ${taps} taps`);
  }
  // The Lagrange polynomials, and the one that vanishes at all points: interpolation, transposed.
  const interpolation = [
    ...points.map((_, i) => [...polynomial(points.filter((_, j) => j !== i)), 0]),
    polynomial(points),
  ];
  const divisors = points.map((point, i) =>
    points.reduce((product, other, j) => (j === i ? product : product * (point - other)), 1),
  );
  const filter = [
    ...points.map((point, i) => range(taps).map((power) => point ** power / divisors[i]!)),
    range(taps).map((power) => (power === taps - 1 ? 1 : 0)),
  ];
  // Rows of similar magnitude lose less.
  const magnitudes = interpolation.map((row) => Math.max(...row.map(Math.abs)));
  return {
    outputs,
    multiplications,
    inputTransform: interpolation.map((row, i) => row.map((value) => value / magnitudes[i]!)),
    filterTransform: filter.map((row, i) => row.map((value) => value * magnitudes[i]!)),
    outputTransform: range(outputs).map((power) => [
      ...points.map((point) => point ** power),
      power === outputs - 1 ? 1 : 0,
    ]),
  };
}

export function transposed(matrix: Matrix): Matrix {
  return range(matrix[0]?.length ?? 0).map((column) => matrix.map((row) => row[column]!));
}

/** The Kronecker product: every element of `a` times all of `b`. */
export function kronecker(a: Matrix, b: Matrix): Matrix {
  return a.flatMap((row) => b.map((other) => row.flatMap((x) => other.map((y) => x * y))));
}

/** Coefficients of the polynomial with these zeros, the constant first. */
function polynomial([zero, ...others]: readonly number[]): number[] {
  if (zero === undefined) return [1];
  const factor = polynomial(others);
  return range(factor.length + 1).map((i) => (factor[i - 1] ?? 0) - zero * (factor[i] ?? 0));
}
