import * as tf from '@tensorflow/tfjs-core';
import { inferenceBytes } from '../passes/chunks.js';
import { perturbedLogits } from '../passes/perturbed-logits.js';
import { softmax } from '../targets/softmax.js';
import { type ImageQuery, imageByImage } from './image-by-image.js';
import type { Method } from './method.js';
import { weightedSums } from './weighted-sum.js';

export interface ScoreCamOptions {
  /**
   * Use only this many channels, those that vary most over the map ("Faster Score-CAM"). Each channel takes
   * a pass through the network. Default all.
   */
  channels?: number;
  /** Value, in the network's input units, of hidden pixels. Default 0, the mean color after normalization. */
  baseline?: number;
}

/**
 * Score-CAM: Σₖ wₖ Aₖ, where w is the softmax over channels of the target's score for the image masked by
 * channel k, upsampled and scaled to [0, 1]. The paper subtracts the score of the baseline image, which
 * cancels in the softmax. Constant channels give no mask and are left out, as in the authors' code.
 *
 * Masks are scaled from a channel's minimum to its maximum, so signed maps give masks like rectified ones;
 * the weighted sum itself is then signed.
 * Wang et al., https://arxiv.org/abs/1910.01279
 */
export function scoreCam({ channels = Infinity, baseline = 0 }: ScoreCamOptions = {}): Method {
  return {
    name: Number.isFinite(channels) ? `scorecam-${channels}` : 'scorecam',
    run: (query) =>
      imageByImage(query, async (image) => {
        const { a, targets } = image;
        const tried = (await varyingChannels(a)).slice(0, channels);
        const logits = await maskedLogits(image, tried, baseline);
        return weightedSums(
          a,
          targets.map(({ score }) => scatter(softmax(logits.map(score)), tried, a.shape[3])),
        );
      }),
  };
}

/** Channels of activations [1, h, w, k] that aren't constant, by decreasing variance. */
async function varyingChannels(a: tf.Tensor4D): Promise<number[]> {
  const statistics = tf.tidy(() => {
    const range = tf.sub(tf.max(a, [0, 1, 2]), tf.min(a, [0, 1, 2]));
    return tf.stack([range, tf.moments(a, [0, 1, 2]).variance]);
  });
  const values = await statistics.data();
  statistics.dispose();
  const variance = values.subarray(a.shape[3]);
  return Array.from({ length: a.shape[3] }, (_, channel) => channel)
    .filter((channel) => values[channel]! > 0)
    .sort((one, other) => variance[other]! - variance[one]!);
}

/** Logits of the image masked by each channel. */
function maskedLogits(
  { cut, x, a, work }: ImageQuery,
  channels: readonly number[],
  baseline: number,
): Promise<Float32Array[]> {
  const [, height, width] = x.shape;
  const pieces = { count: channels.length, bytesEach: inferenceBytes(x) };
  return perturbedLogits(cut, 'image', pieces, work, (start, end) => {
    const chosen = tf.gather(a, channels.slice(start, end), 3);
    const masks = tf.transpose<tf.Tensor4D>(chosen, [3, 1, 2, 0]);
    const upsampled = tf.image.resizeBilinear(masks, [height, width], false, true);
    const low = tf.min(upsampled, [1, 2, 3], true);
    const range = tf.sub(tf.max(upsampled, [1, 2, 3], true), low);
    const mask = tf.divNoNan(tf.sub(upsampled, low), range);
    return tf.add(tf.mul(tf.sub(x, baseline), mask), baseline);
  });
}

function scatter(values: readonly number[], indices: readonly number[], length: number): Float32Array {
  const all = new Float32Array(length);
  indices.forEach((index, i) => {
    all[index] = values[i]!;
  });
  return all;
}
