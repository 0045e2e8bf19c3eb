import type { Cut } from '@convzoo/core';
import * as tf from '@tensorflow/tfjs-core';
import { fuse } from '../maps/fuse.js';
import type { HeatMap } from '../maps/heat-map.js';
import { portion } from '../passes/chunks.js';
import { type ExplainOptions, type Explanation, explain, withMap } from './explain.js';

/** A change of the image that leaves what it shows, and how to bring its map back in place. */
export interface Augmentation {
  readonly apply: (x: tf.Tensor4D) => tf.Tensor4D;
  readonly undo: (map: HeatMap) => HeatMap;
}

/** The image and its mirror image, each at 0.9, 1 and 1.1 times its input values. */
export const flipsAndGains: readonly Augmentation[] = [0.9, 1, 1.1].flatMap((gain) => [
  { apply: (x) => tf.mul(x, gain), undo: (map) => map },
  { apply: (x) => tf.mul(tf.reverse(x, 2), gain), undo: mirror },
]);

/**
 * Augmentation smoothing: the raw maps of several versions of each image, averaged, all for the target
 * that the untouched image settles. The record is otherwise that of the untouched image.
 */
export async function explainSmoothed(
  cut: Cut,
  x: tf.Tensor4D,
  options: ExplainOptions,
  augmentations: readonly Augmentation[] = flipsAndGains,
): Promise<Explanation[]> {
  const parts = augmentations.length + 1;
  const plain = await explain(cut, x, { ...options, ...portion(options, 0, parts) });
  const target = plain.map((explanation) => () => explanation.target);
  const versions: HeatMap[][] = [];
  for (const [i, { apply, undo }] of augmentations.entries()) {
    const version = tf.tidy(() => apply(x));
    try {
      const explained = await explain(cut, version, {
        ...options,
        ...portion(options, i + 1, parts),
        target,
      });
      versions.push(explained.map(({ map }) => undo(map)));
    } finally {
      version.dispose();
    }
  }
  return plain.map((explanation, image) =>
    withMap(
      explanation,
      fuse(
        versions.map((maps) => maps[image]!),
        'mean',
      ),
    ),
  );
}

function mirror({ height, width, data }: HeatMap): HeatMap {
  const flipped = data.map((_, i) => data[i - (i % width) + (width - 1 - (i % width))]!);
  return { height, width, data: flipped };
}
