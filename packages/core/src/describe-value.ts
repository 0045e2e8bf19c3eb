/** A value for an error message: short, and safe for values that JSON cannot hold. */
export function describeValue(value: unknown): string {
  const text = asText(value);
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}

function asText(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return `${value}`;
  try {
    return JSON.stringify(value) ?? `a ${typeof value}`;
  } catch {
    return `a ${typeof value} that JSON cannot hold`;
  }
}
