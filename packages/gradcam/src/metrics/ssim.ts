import { checkSameSize, type HeatMap } from '../maps/heat-map.js';

/**
 * Structural similarity of two maps with values in [0, 1], the mean over all windows of 7 x 7 positions, or
 * fewer if the maps are smaller. Wang et al., https://doi.org/10.1109/TIP.2003.819861, with its constants
 * and a uniform window.
 */
export function ssim(a: HeatMap, b: HeatMap): number {
  checkSameSize(a, b);
  const window = { height: Math.min(7, a.height), width: Math.min(7, a.width) };
  let [sum, count] = [0, 0];
  for (let top = 0; top + window.height <= a.height; top++) {
    for (let left = 0; left + window.width <= a.width; left++) {
      sum += similarity(values(a, top, left, window), values(b, top, left, window));
      count++;
    }
  }
  return sum / count;
}

function values(
  { data, width }: HeatMap,
  top: number,
  left: number,
  window: { height: number; width: number },
): number[] {
  return Array.from({ length: window.height }, (_, y) => [
    ...data.subarray((top + y) * width + left, (top + y) * width + left + window.width),
  ]).flat();
}

function similarity(a: readonly number[], b: readonly number[]): number {
  const [c1, c2] = [0.01 ** 2, 0.03 ** 2];
  const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = (p: readonly number[], meanP: number, q: readonly number[], meanQ: number): number =>
    mean(p.map((value, i) => (value - meanP) * (q[i]! - meanQ)));
  const varianceA = covariance(a, meanA, a, meanA);
  const varianceB = covariance(b, meanB, b, meanB);
  return (
    ((2 * meanA * meanB + c1) * (2 * covariance(a, meanA, b, meanB) + c2)) /
    ((meanA ** 2 + meanB ** 2 + c1) * (varianceA + varianceB + c2))
  );
}
