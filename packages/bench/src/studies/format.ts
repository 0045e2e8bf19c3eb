/** Three significant digits, as `0.0312`, `4.57`, `1,240`. */
export function significant(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  if (Math.abs(value) < 1e-3) return value.toExponential(1);
  return `${Number(value.toPrecision(3))}`;
}

/** `a, b and c`. */
export function list(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
