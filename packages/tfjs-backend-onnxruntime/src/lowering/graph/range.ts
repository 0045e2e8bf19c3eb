/** 0, 1, …, `length - 1`. */
export function upTo(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
