import type { Cut } from '@convzoo/core';
import * as tf from '@tensorflow/tfjs-core';
import type { HeatMap } from '../maps/heat-map.js';
import { portion, type WorkOptions } from '../passes/chunks.js';
import type { ResolvedTarget } from '../targets/target.js';
import type { Query, Row } from './method.js';

/** One image and all targets to explain in it. */
export interface ImageQuery {
  readonly cut: Cut;
  /** [1, height, width, channels] */
  readonly x: tf.Tensor4D;
  /** [1, h, w, k] */
  readonly a: tf.Tensor4D;
  readonly logits: Float32Array;
  readonly targets: readonly ResolvedTarget[];
  readonly work: WorkOptions;
}

/**
 * Runs a method that perturbs one image at a time. All targets of an image share its perturbations, so
 * additional classes are free.
 */
export async function imageByImage(
  { cut, x, a, logits, rows, work }: Query,
  explain: (query: ImageQuery) => Promise<HeatMap[]>,
): Promise<HeatMap[]> {
  const images = [...new Set(rows.map(({ image }) => image))];
  const maps = new Map<Row, HeatMap>();
  for (const [i, image] of images.entries()) {
    const itsRows = rows.filter((row) => row.image === image);
    const [one, itsMap] = [pick(x, image), pick(a, image)];
    try {
      const explained = await explain({
        cut,
        x: one,
        a: itsMap,
        logits: logits[image]!,
        targets: itsRows.map(({ target }) => target),
        work: portion(work, i, images.length),
      });
      itsRows.forEach((row, r) => {
        maps.set(row, explained[r]!);
      });
    } finally {
      tf.dispose([one, itsMap]);
    }
  }
  return rows.map((row) => maps.get(row)!);
}

function pick(batch: tf.Tensor4D, index: number): tf.Tensor4D {
  return tf.slice(batch, [index, 0, 0, 0], [1, -1, -1, -1]);
}
