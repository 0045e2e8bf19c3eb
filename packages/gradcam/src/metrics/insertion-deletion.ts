import type { Cut } from '@convzoo/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Explanation } from '../explain/explain.js';
import { upsample } from '../maps/upsample.js';
import { inferenceBytes, portion, type WorkOptions } from '../passes/chunks.js';
import { perturbedLogits } from '../passes/perturbed-logits.js';
import { type Baseline, blurred, zero } from './baselines.js';
import { checkOnePerImage, eachImage, type Measure, measured } from './score.js';

export interface CurveOptions extends WorkOptions {
  /** Number of steps from no pixels to all pixels. Default 50. */
  steps?: number;
  /** Replacement of removed pixels. Default `zero` for deletion and `blurred` for insertion. */
  baseline?: Baseline;
  /** Default 'confidence'. */
  measure?: Measure;
}

export interface Curve {
  /** Fraction of pixels deleted or inserted at each step. */
  readonly fractions: readonly number[];
  readonly scores: readonly number[];
  /** Area under the curve by the trapezoid rule, in the measure's units. */
  readonly area: number;
}

/**
 * Deletion: how the score falls as pixels are removed, those with the highest values of the map first; a
 * small area is good. Takes one explanation per image. Petsiuk et al., https://arxiv.org/abs/1806.07421
 */
export function deletion(
  cut: Cut,
  x: tf.Tensor4D,
  explanations: readonly Explanation[],
  options: CurveOptions = {},
): Promise<Curve[]> {
  return curves(cut, x, explanations, { baseline: zero, ...options }, (inserted) => 1 - inserted);
}

/**
 * Insertion: how the score rises as pixels are inserted into a baseline, those with the highest values of
 * the map first; a large area is good. Takes one explanation per image.
 * Petsiuk et al., https://arxiv.org/abs/1806.07421
 */
export function insertion(
  cut: Cut,
  x: tf.Tensor4D,
  explanations: readonly Explanation[],
  options: CurveOptions = {},
): Promise<Curve[]> {
  return curves(cut, x, explanations, { baseline: blurred, ...options }, (inserted) => inserted);
}

function curves(
  cut: Cut,
  x: tf.Tensor4D,
  explanations: readonly Explanation[],
  {
    steps = 50,
    measure = 'confidence',
    baseline,
    ...work
  }: CurveOptions & Required<Pick<CurveOptions, 'baseline'>>,
  shownWhere: (ranked: 0 | 1) => number,
): Promise<Curve[]> {
  checkOnePerImage(x, explanations);
  const [batch, height, width] = x.shape;
  const places = height * width;
  const stepSize = Math.ceil(places / steps);
  const counts = Array.from({ length: Math.ceil(places / stepSize) + 1 }, (_, i) =>
    Math.min(i * stepSize, places),
  );
  const fractions = counts.map((count) => count / places);
  return eachImage(x, async (image, i) => {
    const explanation = explanations[i]!;
    const order = highestFirst(upsample(explanation.map, height, width).data);
    const rest = tf.tidy(() => baseline(image));
    try {
      const pieces = { count: counts.length, bytesEach: inferenceBytes(x) };
      const logits = await perturbedLogits(cut, 'image', pieces, portion(work, i, batch), (start, end) => {
        const masks = new Float32Array((end - start) * places).fill(shownWhere(0));
        counts.slice(start, end).forEach((count, step) => {
          for (const place of order.subarray(0, count)) masks[step * places + place] = shownWhere(1);
        });
        const shown = tf.tensor4d(masks, [end - start, height, width, 1]);
        return tf.add(tf.mul(image, shown), tf.mul(rest, tf.sub(1, shown)));
      });
      const scores = logits.map((values) => measured(explanation, values, cut, measure));
      return { fractions, scores, area: trapezoid(fractions, scores) };
    } finally {
      rest.dispose();
    }
  });
}

/** Indices from the highest to the lowest value; equal values keep their order. */
export function highestFirst(values: Float32Array): Uint32Array {
  return Uint32Array.from(values.keys()).sort((a, b) => values[b]! - values[a]! || a - b);
}

function trapezoid(x: readonly number[], y: readonly number[]): number {
  return x.slice(1).reduce((area, end, i) => area + ((end - x[i]!) * (y[i]! + y[i + 1]!)) / 2, 0);
}
