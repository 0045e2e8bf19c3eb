/** Whether `value` is a list of non-negative integers. */
export function isShape(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

/** The number of elements of `shape`, or undefined where it is beyond what a number counts exactly. */
export function elementCount(shape: readonly number[]): number | undefined {
  let count = 1;
  for (const size of shape) {
    count *= size;
    if (count > Number.MAX_SAFE_INTEGER) return undefined;
  }
  return count;
}
