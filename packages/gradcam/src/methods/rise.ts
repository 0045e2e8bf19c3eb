import * as tf from '@tensorflow/tfjs-core';
import { inChunks, inferenceBytes, type WorkOptions } from '../passes/chunks.js';
import { perturbedLogits } from '../passes/perturbed-logits.js';
import { confidence } from '../targets/confidence.js';
import { imageByImage } from './image-by-image.js';
import type { Method } from './method.js';

export interface RiseOptions {
  /** Number of random masks, each a pass through the network. Default 4000, as in the paper for VGG-16. */
  masks?: number;
  /** Cells per side of the grid from which masks are upsampled. Default 7. */
  cells?: number;
  /** Probability that a cell is visible. Default 0.5. */
  visible?: number;
  seed?: number;
}

/**
 * RISE: Σᵢ pᵢ Mᵢ / (N · E[M]) over N random masks M, smooth and shifted by less than a cell, where p is the
 * network's confidence in the target for the masked image. The map has the image's size. The network is a
 * black box: its activations aren't used.
 * Petsiuk et al., https://arxiv.org/abs/1806.07421
 */
export function rise({ masks = 4000, cells = 7, visible = 0.5, seed = 1 }: RiseOptions = {}): Method {
  return {
    name: 'rise',
    run: (query) =>
      imageByImage(query, async ({ cut, x, targets, work }) => {
        const [, height, width] = x.shape;
        const source = await maskSource({ masks, cells, visible, seed, height, width });
        const pieces = { count: masks, bytesEach: inferenceBytes(x) };
        try {
          const logits = await perturbedLogits(cut, 'image', pieces, work, (start, end) =>
            tf.mul(x, source.draw(start, end)),
          );
          const weights = targets.map((target) =>
            logits.map((values) => confidence(target, values, cut.kind) / (masks * visible)),
          );
          const size = height * width;
          const maps = targets.map(() => ({ height, width, data: new Float32Array(size) }));
          // Masks are cheap to draw again and too many to keep. They are added one by one, so that the size
          // of the chunks, which depends on time, leaves no trace in the sums.
          await inChunks(
            pieces,
            withoutProgress(work),
            (start, end) => source.draw(start, end),
            (masks, start, end) => {
              for (let i = start; i < end; i++) {
                const mask = masks.subarray((i - start) * size, (i - start + 1) * size);
                for (const [t, { data }] of maps.entries()) addScaled(data, mask, weights[t]![i]!);
              }
            },
          );
          return maps;
        } finally {
          source.dispose();
        }
      }),
  };
}

interface MaskSource {
  /** Masks [end - start, height, width, 1] in [0, 1], the same each time they are drawn. */
  draw(start: number, end: number): tf.Tensor4D;
  dispose(): void;
}

async function maskSource({
  masks,
  cells,
  visible,
  seed,
  height,
  width,
}: Required<RiseOptions> & { height: number; width: number }): Promise<MaskSource> {
  const [cellHeight, cellWidth] = [Math.ceil(height / cells), Math.ceil(width / cells)];
  const grids = tf.tidy(() =>
    tf.cast(
      tf.less<tf.Tensor4D>(tf.randomUniform([masks, cells, cells, 1], 0, 1, 'float32', seed), visible),
      'float32',
    ),
  );
  const random = tf.randomUniform([masks, 2], 0, 1, 'float32', seed + 1);
  const shifts = await random.data();
  random.dispose();
  const shift = (i: number): [top: number, left: number] => [
    Math.floor(shifts[2 * i]! * cellHeight),
    Math.floor(shifts[2 * i + 1]! * cellWidth),
  ];
  return {
    draw: (start, end) => {
      const some = tf.slice<tf.Rank.R4, tf.Tensor4D>(grids, [start, 0, 0, 0], [end - start, cells, cells, 1]);
      const size: [number, number] = [(cells + 1) * cellHeight, (cells + 1) * cellWidth];
      const smooth = tf.image.resizeBilinear(some, size, false, true);
      return tf.concat(
        Array.from({ length: end - start }, (_, i) => {
          const [top, left] = shift(start + i);
          return tf.slice<tf.Rank.R4, tf.Tensor4D>(smooth, [i, top, left, 0], [1, height, width, 1]);
        }),
      );
    },
    dispose: () => {
      grids.dispose();
    },
  };
}

function addScaled(sum: Float32Array, values: Float32Array, scale: number): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += scale * values[i]!;
}

function withoutProgress({ onProgress: _, ...work }: WorkOptions): WorkOptions {
  return work;
}
