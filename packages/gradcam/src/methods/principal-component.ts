/** A matrix, row-major. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

/**
 * The rows of a matrix projected on its first right singular vector: M v₁, one value per row. Columns are
 * not centered. A singular vector's sign is arbitrary; it is chosen so that the projection agrees with the
 * row sums (their dot product is not negative). Zeros for a zero matrix.
 */
export function firstComponent({ rows, columns, data }: Matrix): Float32Array {
  const at = (row: number, column: number): number => data[row * columns + column]!;
  const rowSums = Float64Array.from({ length: rows }, (_, r) => sumOf(columns, (c) => at(r, c)));
  // The Gram matrix of the smaller side has the same singular values and is fast to iterate.
  const projection =
    rows <= columns
      ? // M Mᵀ has the eigenvector u₁, and M v₁ is u₁ times the singular value.
        scaledBySingularValue(leadingEigenvector(gram(rows, columns, at)))
      : project(leadingEigenvector(gram(columns, rows, (c, r) => at(r, c))).vector);
  const sign = sumOf(rows, (r) => projection[r]! * rowSums[r]!) < 0 ? -1 : 1;
  return Float32Array.from(projection, (value) => sign * value);

  function project(v: Float64Array): Float64Array {
    return Float64Array.from({ length: rows }, (_, r) => sumOf(columns, (c) => at(r, c) * v[c]!));
  }
}

function scaledBySingularValue({ vector, value }: Eigenpair): Float64Array {
  return vector.map((x) => x * Math.sqrt(value));
}

function gram(size: number, inner: number, at: (i: number, j: number) => number): Float64Array[] {
  const matrix = Array.from({ length: size }, () => new Float64Array(size));
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const value = sumOf(inner, (k) => at(i, k) * at(j, k));
      matrix[i]![j] = value;
      matrix[j]![i] = value;
    }
  }
  return matrix;
}

interface Eigenpair {
  readonly vector: Float64Array;
  readonly value: number;
}

/** Power iteration on a symmetric matrix without negative eigenvalues. */
function leadingEigenvector(matrix: readonly Float64Array[]): Eigenpair {
  const tolerance = 1e-10;
  const maximumSteps = 2000;
  const diagonal = matrix.map((row, i) => row[i]!);
  // The row of the largest diagonal entry is almost never orthogonal to the leading eigenvector.
  let vector = unit(matrix[diagonal.indexOf(Math.max(...diagonal))]!);
  let value = 0;
  for (let step = 0; step < maximumSteps; step++) {
    const image = Float64Array.from(matrix, (row) => sumOf(row.length, (j) => row[j]! * vector[j]!));
    value = Math.hypot(...image);
    const next = unit(image);
    const change = Math.hypot(...next.map((x, i) => x - vector[i]!));
    vector = next;
    if (change < tolerance) break;
  }
  return { vector, value };
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.hypot(...vector);
  return vector.map((x) => (length > 0 ? x / length : 0));
}

function sumOf(count: number, term: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += term(i);
  return sum;
}
