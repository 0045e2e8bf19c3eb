import type { Cut } from '@convzoo/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Explanation } from '../explain/explain.js';
import { normalize } from '../maps/normalize.js';
import { upsample } from '../maps/upsample.js';
import { inferenceBytes, type WorkOptions } from '../passes/chunks.js';
import { perturbedLogits } from '../passes/perturbed-logits.js';
import { checkOnePerImage, type Measure, mean, measured } from './score.js';

export interface AverageDrop {
  /** Mean of max(0, before - after) / before, in [0, 1]; lower is better. */
  readonly drop: number;
  /** Fraction of images whose confidence increases; higher is better. */
  readonly increase: number;
  readonly images: readonly { readonly before: number; readonly after: number }[];
}

/**
 * Average drop and increase in confidence when each image is multiplied by its normalized map. Takes one
 * explanation per image.
 * Chattopadhyay et al., https://arxiv.org/abs/1710.11063
 */
export async function averageDrop(
  cut: Cut,
  x: tf.Tensor4D,
  explanations: readonly Explanation[],
  { measure = 'confidence', ...work }: WorkOptions & { measure?: Measure } = {},
): Promise<AverageDrop> {
  checkOnePerImage(x, explanations);
  const [count, height, width] = x.shape;
  const pieces = { count, bytesEach: inferenceBytes(x) };
  const seen = await perturbedLogits(cut, 'image', pieces, work, (start, end) => {
    const masks = explanations.slice(start, end).map(({ map }) => {
      const { data } = upsample(normalize(map), height, width);
      return tf.tensor3d(data, [height, width, 1]);
    });
    return tf.mul(tf.slice(x, [start, 0, 0, 0], [end - start, -1, -1, -1]), tf.stack(masks));
  });
  const images = explanations.map((explanation, i) => ({
    before: measured(explanation, explanation.logits, cut, measure),
    after: measured(explanation, seen[i]!, cut, measure),
  }));
  return {
    drop: mean(images.map(({ before, after }) => (before > 0 ? Math.max(0, before - after) / before : 0))),
    increase: mean(images.map(({ before, after }) => (after > before ? 1 : 0))),
    images,
  };
}
