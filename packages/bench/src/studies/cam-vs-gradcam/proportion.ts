/** How nearly one map is another one times a factor. */
export interface Proportion {
  /** The factor of least squares. */
  readonly factor: number;
  /** Largest difference that the factor leaves, over the largest absolute value of the second map. */
  readonly residual: number;
}

/** The factor with which `from` comes closest to `to`, and what is left. */
export function proportion(from: ArrayLike<number>, to: ArrayLike<number>): Proportion {
  let [product, square, largest, left] = [0, 0, 0, 0];
  for (let i = 0; i < from.length; i++) {
    product += from[i]! * to[i]!;
    square += from[i]! ** 2;
    largest = Math.max(largest, Math.abs(to[i]!));
  }
  const factor = square === 0 ? 0 : product / square;
  for (let i = 0; i < from.length; i++) left = Math.max(left, Math.abs(to[i]! - factor * from[i]!));
  return { factor, residual: largest === 0 ? 0 : left / largest };
}
