import type { HeatMap } from './heat-map.js';

/**
 * Bilinear resize with half-pixel centers, as in PyTorch (`align_corners=False`) and OpenCV. There is no
 * antialiasing when the map shrinks.
 */
export function upsample(map: HeatMap, height: number, width: number): HeatMap {
  const rows = neighbors(map.height, height);
  const columns = neighbors(map.width, width);
  const data = new Float32Array(height * width);
  rows.forEach(({ before, after, weight }, y) => {
    columns.forEach((column, x) => {
      const at = (row: number, col: number): number => map.data[row * map.width + col]!;
      const above = mix(at(before, column.before), at(before, column.after), column.weight);
      const below = mix(at(after, column.before), at(after, column.after), column.weight);
      data[y * width + x] = mix(above, below, weight);
    });
  });
  return { height, width, data };
}

/** For each target position, the two source positions around it and the weight of the second. */
function neighbors(from: number, to: number): { before: number; after: number; weight: number }[] {
  return Array.from({ length: to }, (_, i) => {
    const position = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    const before = Math.floor(position);
    return { before, after: Math.min(before + 1, from - 1), weight: position - before };
  });
}

function mix(a: number, b: number, weight: number): number {
  return a + (b - a) * weight;
}
