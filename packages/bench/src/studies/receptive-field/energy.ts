/** Squared gradients by input pixel, row-major. */
export interface EnergyMap {
  readonly height: number;
  readonly width: number;
  readonly values: Float64Array;
}

/** Sum of a map's columns, as shares of the whole. */
export function profileOf({ height, width, values }: EnergyMap): number[] {
  const columns = new Array<number>(width).fill(0);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) columns[x]! += values[y * width + x]!;
  const total = columns.reduce((sum, value) => sum + value, 0);
  return columns.map((value) => value / total);
}

/** Side in pixels of the smallest square around the center of mass that holds this share of the energy. */
export function sideHolding(map: EnergyMap, share: number): number {
  const { height, width, values } = map;
  let [total, sumX, sumY] = [0, 0, 0];
  values.forEach((value, i) => {
    total += value;
    sumX += value * (i % width);
    sumY += value * Math.floor(i / width);
  });
  const [centerX, centerY] = [sumX / total, sumY / total];
  // Energy by the half side of the square on whose edge it lies.
  const byDistance = Array.from(values, (value, i) => ({
    value,
    distance: Math.max(Math.abs((i % width) - centerX), Math.abs(Math.floor(i / width) - centerY)),
  })).sort((a, b) => a.distance - b.distance);
  let sum = 0;
  for (const { value, distance } of byDistance) {
    sum += value;
    if (sum >= share * total) return 2 * distance + 1;
  }
  return Math.max(height, width);
}

/** Mean energy of square cells, for display. */
export function pooled({ height, width, values }: EnergyMap, cell: number): EnergyMap {
  const [rows, columns] = [Math.floor(height / cell), Math.floor(width / cell)];
  const means = new Float64Array(rows * columns);
  for (let y = 0; y < rows * cell; y++) {
    for (let x = 0; x < columns * cell; x++) {
      means[Math.floor(y / cell) * columns + Math.floor(x / cell)]! += values[y * width + x]! / cell ** 2;
    }
  }
  return { height: rows, width: columns, values: means };
}
