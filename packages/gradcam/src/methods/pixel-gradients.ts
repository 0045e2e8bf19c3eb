import type * as tf from '@tensorflow/tfjs-core';
import type { HeatMap } from '../maps/heat-map.js';
import { backwardBytes, inChunks, inferenceBytes, portion, type WorkOptions } from '../passes/chunks.js';
import { perturbedLogits } from '../passes/perturbed-logits.js';
import { rowsOf } from '../passes/rows.js';
import { pixelGradient } from '../passes/vector-jacobian.js';
import type { ResolvedTarget } from '../targets/target.js';
import type { ImageQuery } from './image-by-image.js';

/**
 * For each target, its gradient with respect to the pixels, averaged over `count` variants of an image,
 * [height, width, channels] row-major. A first pass computes the logits of the variants, which the gradient
 * of a target may depend on; then each target takes a pass through the whole network and back.
 */
export async function meanPixelGradients(
  { cut, x, targets, work }: ImageQuery,
  count: number,
  variants: (start: number, end: number) => tf.Tensor4D,
): Promise<Float32Array[]> {
  const parts = targets.length + 1;
  const forward = { count, bytesEach: inferenceBytes(x) };
  const logits = await perturbedLogits(cut, 'image', forward, portion(work, 0, parts), variants);
  const means: Float32Array[] = [];
  for (const [t, target] of targets.entries()) {
    means.push(await meanGradient(target, portion(work, t + 1, parts)));
  }
  return means;

  async function meanGradient(target: ResolvedTarget, part: WorkOptions): Promise<Float32Array> {
    const mean = new Float32Array(x.size);
    await inChunks(
      { count, bytesEach: backwardBytes(x) },
      part,
      (start, end) => {
        const rows = logits.slice(start, end).map((values) => target.gradient(values));
        return pixelGradient(cut, variants(start, end), rowsOf(rows));
      },
      // Added one by one, so that the size of the chunks, which depends on time, leaves no trace in the sum.
      (values) => {
        values.forEach((value, i) => {
          mean[i % x.size]! += value / count;
        });
      },
    );
    return mean;
  }
}

/** Reduces values [height, width, channels], row-major, to one value per pixel. */
export function overChannels(
  values: Float32Array,
  x: tf.Tensor4D,
  reduce: (channels: Float32Array) => number,
): HeatMap {
  const [, height, width, channels] = x.shape;
  const data = Float32Array.from({ length: height * width }, (_, i) =>
    reduce(values.subarray(i * channels, (i + 1) * channels)),
  );
  return { height, width, data };
}

/** The largest magnitude, as Simonyan et al. (https://arxiv.org/abs/1312.6034) display gradients. */
export function largestMagnitude(channels: Float32Array): number {
  return channels.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}

export function total(channels: Float32Array): number {
  return channels.reduce((sum, value) => sum + value, 0);
}
