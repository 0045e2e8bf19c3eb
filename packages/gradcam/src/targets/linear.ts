import type { ResolvedTarget } from './target.js';

/** A weighted sum of logits, with weights by index; all other logits have weight zero. */
export function linearTarget(
  label: string,
  weights: ReadonlyMap<number, number>,
  units: number,
): ResolvedTarget {
  const gradient = new Float32Array(units);
  for (const [index, weight] of weights) gradient[index] = weight;
  const signed = (sign: number): number[] =>
    [...weights].filter(([, weight]) => Math.sign(weight) === sign).map(([index]) => index);
  return {
    label,
    favors: signed(1),
    opposes: signed(-1),
    score: (logits) => gradient.reduce((sum, weight, i) => sum + (weight === 0 ? 0 : weight * logits[i]!), 0),
    gradient: () => gradient.slice(),
  };
}
