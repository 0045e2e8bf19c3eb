const prefixes = [
  { factor: 1e12, prefix: 'T' },
  { factor: 1e9, prefix: 'G' },
  { factor: 1e6, prefix: 'M' },
  { factor: 1e3, prefix: 'k' },
];

/** 61,100,840 as `61.1 M`. */
export function magnitude(n: number): string {
  const { factor, prefix } = prefixes.find(({ factor }) => n >= factor) ?? { factor: 1, prefix: '' };
  return `${decimal(n / factor)} ${prefix}`.trimEnd();
}

/** Three digits or more. */
export function decimal(n: number): string {
  return n.toFixed(n < 10 ? 2 : n < 100 ? 1 : 0);
}

export function mebibytes(bytes: number): string {
  return `${decimal(bytes / 2 ** 20)} MiB`;
}

/** 0.9312 as `93.1 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
