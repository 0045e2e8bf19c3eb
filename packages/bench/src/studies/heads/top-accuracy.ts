import type { Dataset } from '@convzoo/data';

/** Share of images whose label has the highest score. */
export function topAccuracy(
  scores: readonly Float32Array[],
  { classes, samples }: Pick<Dataset, 'classes' | 'samples'>,
): number {
  const right = samples.filter(({ label }, i) => {
    const row = scores[i]!;
    return classes[row.indexOf(Math.max(...row))] === label;
  });
  return right.length / samples.length;
}
