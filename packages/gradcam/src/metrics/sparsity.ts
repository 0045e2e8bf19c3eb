import type { HeatMap } from '../maps/heat-map.js';

/**
 * How few places hold the positive evidence of a map: its Gini index, 0 where all are equal (and for a map
 * without any), near 1 where one place has everything.
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
