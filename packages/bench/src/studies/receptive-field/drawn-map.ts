import type { Pixels } from '@convzoo/core';
import { colorMap, viridis } from '@convzoo/gradcam/overlay';
import { type EnergyMap, pooled } from './energy.js';

/** Root of the mean squared gradient over its maximum, row-major, in thousandths. */
export interface DrawnMap {
  /** Cells along each side. */
  readonly side: number;
  /** Side of a cell in input pixels. */
  readonly cell: number;
  readonly values: readonly number[];
}

/** A square map, averaged over cells so that it stays small as text. */
export function drawnMap(energy: EnergyMap, cell: number): DrawnMap {
  const { values, width } = pooled(energy, cell);
  const top = values.reduce((largest, value) => Math.max(largest, value), 0);
  return {
    side: width,
    cell,
    values: Array.from(values, (value) => Math.round(1000 * Math.sqrt(value / top))),
  };
}

/** Center of mass of the squared values in input pixels, for both axes: the networks are symmetric. */
export function centerOf({ side, cell, values }: DrawnMap): number {
  let [total, sum] = [0, 0];
  values.forEach((value, i) => {
    total += value ** 2;
    sum += value ** 2 * ((i % side) + 0.5);
  });
  return (cell * sum) / total;
}

export function pictureOf({ side, values }: DrawnMap): Pixels {
  return colorMap({ height: side, width: side, data: Float32Array.from(values) }, side, side, viridis);
}
