import type { Explanation } from '../explain.js';
import { normalise } from '../maps/normalise.js';

/** Largest difference over the largest magnitude of what is expected. */
export function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Infinity;
  const scale = Math.max(...Array.from(expected, Math.abs));
  const worst = Math.max(...Array.from(found, (value, i) => Math.abs(value - expected[i]!)));
  return Number.isFinite(worst) ? worst / (scale || 1) : Infinity;
}

export function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0);
}

export function rawMaps(explanations: readonly Explanation[]): number[] {
  return explanations.flatMap(({ map }) => [...map.data]);
}

export function normalisedMaps(explanations: readonly Explanation[]): number[] {
  return explanations.flatMap(({ map }) => [...normalise(map).data]);
}
