import { ConvzooError } from '@convzoo/core/errors';
import * as tf from '@tensorflow/tfjs-core';
import type { HeatMap } from '../maps/heat-map.js';
import { bytesPerSample, inChunks } from '../passes/chunks.js';
import { rowsOf } from '../passes/rows.js';
import { headGradient } from '../passes/vector-jacobian.js';
import type { Method, Query, Row } from './method.js';

/**
 * What each channel contributes at each position, [n, h, w, k], computed from the activations `a` and the
 * gradient `g` of the target with respect to them, both of that shape.
 */
export type Contributions = (a: tf.Tensor4D, g: tf.Tensor4D) => tf.Tensor4D;

/** A method that needs only the activations and their gradient. */
export interface GradientCam extends Method {
  readonly contributions: Contributions;
  /** Whether the contributions are defined only for maps without negative values. */
  readonly needsRectified: boolean;
}

/**
 * A method whose map is the sum of the contributions over channels: one line for a method of your own.
 * With `needsRectified`, cuts whose map may be negative are refused with `invalid-model`.
 */
export function gradientCam(
  name: string,
  contributions: Contributions,
  { needsRectified = false }: { needsRectified?: boolean } = {},
): GradientCam {
  const method: GradientCam = {
    name,
    contributions,
    needsRectified,
    run: (query) => {
      const { height, width } = mapSize(query);
      return contributionMaps(query, method, {
        reduce: (channels) => tf.sum(channels, -1),
        toMap: (data) => ({ height, width, data }),
      });
    },
  };
  return method;
}

/** How the contributions of one row become its map: on the device, and after they have been read. */
export interface Reduction {
  readonly reduce: (contributions: tf.Tensor4D) => tf.Tensor;
  readonly toMap: (values: Float32Array) => HeatMap;
}

/** The maps of a whole batch from one pass through the head and back, never through the features. */
export async function contributionMaps(
  { cut, a, logits, rows, work }: Query,
  { name, contributions, needsRectified }: GradientCam,
  { reduce, toMap }: Reduction,
): Promise<HeatMap[]> {
  if (needsRectified && !cut.rectified) {
    throw new ConvzooError('invalid-model', {
      subject: `${name} at ${cut.name}`,
      expected: 'a rectified map, without negative values',
      found: 'a map that may be negative',
      remedy: 'Use HiResCAM or Grad-CAM, or explain a layer that ends in a ReLU.',
    });
  }
  const maps: HeatMap[] = [];
  // Activations, gradient, contributions and intermediate results.
  const bytesEach = 8 * bytesPerSample(a);
  await inChunks(
    // All at once: the head takes less time than the features, which have run on the whole batch.
    { count: rows.length, bytesEach, first: rows.length },
    work,
    (start, end) => {
      const some = rows.slice(start, end);
      const activations = activationsOf(a, some);
      const g = headGradient(
        cut,
        activations,
        cotangents(some, (row) => logits[row.image]!),
      );
      return reduce(contributions(activations, g));
    },
    (values, start, end) => {
      const size = values.length / (end - start);
      for (let i = 0; i < end - start; i++) maps.push(toMap(values.slice(i * size, (i + 1) * size)));
    },
  );
  return maps;
}

/** Activations of the image of each row, [rows, h, w, k]. */
export function activationsOf(a: tf.Tensor4D, rows: readonly Row[]): tf.Tensor4D {
  const inOrder = rows.length === a.shape[0] && rows.every(({ image }, i) => image === i);
  if (inOrder) return tf.clone(a);
  // Some backends gather slowly; slices along the first axis are plain copies.
  return tf.concat(
    rows.map(({ image }) => tf.slice<tf.Rank.R4, tf.Tensor4D>(a, [image, 0, 0, 0], [1, -1, -1, -1])),
  );
}

/** Gradient of each row's target with respect to its logits, [rows, units]. */
export function cotangents(
  rows: readonly Row[],
  logitsOf: (row: Row, i: number) => Float32Array,
): tf.Tensor2D {
  return rowsOf(rows.map((row, i) => row.target.gradient(logitsOf(row, i))));
}

export function mapSize({ a }: Query): { height: number; width: number; channels: number } {
  const [, height, width, channels] = a.shape;
  return { height, width, channels };
}
