import * as tf from '@tensorflow/tfjs-core';
import type { HeatMap } from '../maps/heat-map.js';
import { inferenceBytes } from '../passes/chunks.js';
import { perturbedLogits } from '../passes/perturbed-logits.js';
import { imageByImage } from './image-by-image.js';
import type { Method } from './method.js';

export interface OcclusionOptions {
  /** Side of the square patch in pixels. Default a seventh of the image's shorter side. */
  patch?: number;
  /** Pixels from one patch to the next. Default half a patch. */
  stride?: number;
  /** Value, in the network's input units, of the patch. Default 0, the mean color after normalization. */
  baseline?: number;
}

interface Patch {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/**
 * Occlusion: how far the target's score drops when a patch hides a pixel, averaged over the patches that
 * cover it. The map has the image's size. Takes one pass per patch; activations aren't used.
 * Zeiler and Fergus, https://arxiv.org/abs/1311.2901
 */
export function occlusion({ patch, stride, baseline = 0 }: OcclusionOptions = {}): Method {
  return {
    name: 'occlusion',
    run: (query) =>
      imageByImage(query, async ({ cut, x, logits, targets, work }) => {
        const [, height, width] = x.shape;
        const side = patch ?? Math.max(1, Math.round(Math.min(height, width) / 7));
        const patches = coveringPatches(height, width, side, stride ?? Math.max(1, Math.floor(side / 2)));
        const pieces = { count: patches.length, bytesEach: inferenceBytes(x) };
        const occluded = await perturbedLogits(cut, 'image', pieces, work, (start, end) => {
          const visible = tf.tensor4d(windows(patches.slice(start, end), height, width), [
            end - start,
            height,
            width,
            1,
          ]);
          return tf.add(tf.mul(tf.sub(x, baseline), visible), baseline);
        });
        return targets.map(({ score }) =>
          meanOverPatches(
            patches,
            occluded.map((values) => score(logits) - score(values)),
            height,
            width,
          ),
        );
      }),
  };
}

/** Patches at every stride and along the far edges, so that every pixel is covered. */
function coveringPatches(height: number, width: number, side: number, stride: number): Patch[] {
  const starts = (size: number): number[] => {
    const last = Math.max(0, size - side);
    const regular = Array.from({ length: Math.floor(last / stride) + 1 }, (_, i) => i * stride);
    return regular.at(-1) === last ? regular : [...regular, last];
  };
  return starts(height).flatMap((top) =>
    starts(width).map((left) => ({
      top,
      left,
      bottom: Math.min(top + side, height),
      right: Math.min(left + side, width),
    })),
  );
}

/** One plane per patch: 0 where it hides the image, 1 elsewhere. */
function windows(patches: readonly Patch[], height: number, width: number): Float32Array {
  const planes = new Float32Array(patches.length * height * width).fill(1);
  patches.forEach(({ top, left, bottom, right }, i) => {
    for (let y = top; y < bottom; y++) {
      const row = (i * height + y) * width;
      planes.fill(0, row + left, row + right);
    }
  });
  return planes;
}

function meanOverPatches(
  patches: readonly Patch[],
  drops: readonly number[],
  height: number,
  width: number,
): HeatMap {
  const data = new Float32Array(height * width);
  const covers = new Float32Array(height * width);
  patches.forEach(({ top, left, bottom, right }, i) => {
    for (let y = top; y < bottom; y++) {
      for (let place = y * width + left; place < y * width + right; place++) {
        data[place]! += drops[i]!;
        covers[place]! += 1;
      }
    }
  });
  return { height, width, data: data.map((sum, i) => (covers[i]! > 0 ? sum / covers[i]! : 0)) };
}
