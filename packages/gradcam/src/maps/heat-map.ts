import { ConvzooError } from '@convzoo/core/errors';
import type * as tf from '@tensorflow/tfjs-core';

/** One value per position, row-major. A raw map is signed and in the units of its method. */
export interface HeatMap {
  readonly height: number;
  readonly width: number;
  readonly data: Float32Array;
}

/** Largest value of a map. */
export function maximum({ data }: HeatMap): number {
  return data.reduce((largest, value) => Math.max(largest, value), -Infinity);
}

/** A new map with a function applied to each value. */
export function mapValues({ height, width, data }: HeatMap, f: (value: number) => number): HeatMap {
  return { height, width, data: data.map(f) };
}

/**
 * A new map with a function applied to each pair of values.
 * @throws ConvzooError `invalid-shape` if sizes differ.
 */
export function zipMaps(a: HeatMap, b: HeatMap, f: (a: number, b: number) => number): HeatMap {
  checkSameSize(a, b);
  return { height: a.height, width: a.width, data: a.data.map((value, i) => f(value, b.data[i]!)) };
}

export function checkSameSize(a: HeatMap, b: HeatMap): void {
  if (a.height === b.height && a.width === b.width) return;
  throw new ConvzooError('invalid-shape', {
    subject: 'maps',
    expected: `the same size, ${a.height} x ${a.width}`,
    found: `${b.height} x ${b.width}`,
    remedy: 'Upsample the maps to the size of the image first.',
  });
}

/** Reads maps [n, height, width] from the device and frees the tensor. */
export async function readMaps(maps: tf.Tensor3D): Promise<HeatMap[]> {
  const [count, height, width] = maps.shape;
  const values = new Float32Array(await maps.data());
  maps.dispose();
  const size = height * width;
  return Array.from({ length: count }, (_, i) => ({
    height,
    width,
    data: values.slice(i * size, (i + 1) * size),
  }));
}
