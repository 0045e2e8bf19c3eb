import * as tf from '@tensorflow/tfjs-core';
import { bytesPerSample } from '../passes/chunks.js';
import { perturbedLogits } from '../passes/perturbed-logits.js';
import { imageByImage } from './image-by-image.js';
import type { Method } from './method.js';
import { weightedSums } from './weighted-sum.js';

/**
 * Ablation-CAM: Σₖ wₖ Aₖ, where wₖ is the drop of the target's score when channel k is set to zero. Only
 * the head runs, once per channel. The paper divides the drop by the score, a factor that all channels
 * share but that flips the map's sign where the score is negative; it is left out.
 *
 * Zero means "feature absent" on a rectified map. On a signed map zero is a value like any other, and the
 * drop measures the difference from it.
 * Desai and Ramaswamy, WACV 2020, https://doi.org/10.1109/WACV45572.2020.9093360
 */
export function ablationCam(): Method {
  return {
    name: 'ablationcam',
    run: (query) =>
      imageByImage(query, async ({ cut, a, logits, targets, work }) => {
        const channels = a.shape[3];
        // The copy, its mask, and a head that may need as much again.
        const pieces = { count: channels, bytesEach: 4 * bytesPerSample(a) };
        const ablated = await perturbedLogits(cut, 'map', pieces, work, (start, end) => {
          const missing = tf.oneHot(tf.range(start, end, 1, 'int32'), channels);
          return tf.mul(a, tf.reshape(tf.sub(1, missing), [end - start, 1, 1, channels]));
        });
        return weightedSums(
          a,
          targets.map(({ score }) => Float32Array.from(ablated, (values) => score(logits) - score(values))),
        );
      }),
  };
}
