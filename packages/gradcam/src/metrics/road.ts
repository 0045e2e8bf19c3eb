import type { Cut } from '@convzoo/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Explanation } from '../explain/explain.js';
import { upsample } from '../maps/upsample.js';
import { inferenceBytes, portion, type WorkOptions } from '../passes/chunks.js';
import { perturbedLogits } from '../passes/perturbed-logits.js';
import { highestFirst } from './insertion-deletion.js';
import { imputePlane } from './linear-imputation.js';
import { checkOnePerImage, eachImage, type Measure, mean, measured } from './score.js';

export interface RoadOptions extends WorkOptions {
  /** Percentages of pixels to remove, each below 100. Default 10, 20, …, 90. */
  percentages?: readonly number[];
  /** Default 'confidence'. */
  measure?: Measure;
  seed?: number;
}

export interface Road {
  /** Score after each percentage is removed, highest values of the map first; a fast fall is good. */
  readonly mostRelevantFirst: readonly number[];
  /** The same, lowest values first; a high score is good. */
  readonly leastRelevantFirst: readonly number[];
  /** Half the mean of (least - most relevant first); higher is better. */
  readonly combined: number;
}

/** Standard deviation of the noise added to imputed pixels, so that they don't stand out as smooth. */
const noise = 0.01;

/**
 * ROAD, "remove and debias": removed pixels are filled in from their neighbors, so that the shape of the
 * removed region reveals nothing. Takes one explanation per image.
 * Rong et al., https://arxiv.org/abs/2202.00449
 */
export function road(
  cut: Cut,
  x: tf.Tensor4D,
  explanations: readonly Explanation[],
  {
    percentages = [10, 20, 30, 40, 50, 60, 70, 80, 90],
    measure = 'confidence',
    seed = 1,
    ...work
  }: RoadOptions = {},
): Promise<Road[]> {
  checkOnePerImage(x, explanations);
  const [batch, height, width, channels] = x.shape;
  return eachImage(x, async (image, i) => {
    const explanation = explanations[i]!;
    const pixels = new Float32Array(await image.data());
    const order = highestFirst(upsample(explanation.map, height, width).data);
    const removals = [order, order.toReversed()].flatMap((ranking) =>
      percentages.map((percentage) => ranking.subarray(0, Math.round((order.length * percentage) / 100))),
    );
    const pieces = { count: removals.length, bytesEach: inferenceBytes(x) };
    const logits = await perturbedLogits(cut, 'image', pieces, portion(work, i, batch), (start, end) =>
      tf.concat(
        removals.slice(start, end).map((places) => {
          const removed = new Uint8Array(height * width);
          for (const place of places) removed[place] = 1;
          const shape: [number, number, number, number] = [1, height, width, channels];
          const filled = tf.tensor4d(imputeImage(pixels, removed, height, width, channels), shape);
          const grain = tf.randomNormal<tf.Rank.R4>(shape, 0, noise, 'float32', seed);
          return tf.add(filled, tf.mul(grain, tf.tensor4d(removed, [1, height, width, 1], 'float32')));
        }),
      ),
    );
    const scores = logits.map((values) => measured(explanation, values, cut, measure));
    const mostRelevantFirst = scores.slice(0, percentages.length);
    const leastRelevantFirst = scores.slice(percentages.length);
    return {
      mostRelevantFirst,
      leastRelevantFirst,
      combined: (mean(leastRelevantFirst) - mean(mostRelevantFirst)) / 2,
    };
  });
}

function imputeImage(
  pixels: Float32Array,
  removed: Uint8Array,
  height: number,
  width: number,
  channels: number,
): Float32Array {
  const filled = new Float32Array(pixels.length);
  for (let channel = 0; channel < channels; channel++) {
    const plane = Float64Array.from(removed, (_, place) => pixels[place * channels + channel]!);
    imputePlane(plane, removed, height, width).forEach((value, place) => {
      filled[place * channels + channel] = value;
    });
  }
  return filled;
}
