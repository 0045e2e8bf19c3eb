import type { HeatMap } from '../maps/heat-map.js';

/**
 * How concentrated the positive evidence of a map is: its Gini index, 0 if it is uniform (or there is none),
 * and close to 1 if one position has all of it.
 * Chalasani et al., https://arxiv.org/abs/1810.06583
 */
export function sparsity({ data }: HeatMap): number {
  const values = data.map((value) => Math.max(value, 0)).sort();
  const total = values.reduce((sum, value) => sum + value, 0);
  if (total === 0) return 0;
  const n = values.length;
  const weighted = values.reduce((sum, value, i) => sum + value * (n - i - 0.5), 0);
  return 1 - (2 * weighted) / (total * n);
}
