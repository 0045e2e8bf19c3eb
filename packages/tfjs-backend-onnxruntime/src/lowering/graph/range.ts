/** 0, 1, …, `length - 1`. */
export function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
