import type { Cut } from '@convzoo/core';
import * as tf from '@tensorflow/tfjs-core';
import { fuse } from '../maps/fuse.js';
import type { HeatMap } from '../maps/heat-map.js';
import { portion } from '../passes/chunks.js';
import { type ExplainOptions, type Explanation, explain, withMap } from './explain.js';

/** A transformation that preserves what an image shows, and the inverse for its map. */
export interface Augmentation {
  readonly apply: (x: tf.Tensor4D) => tf.Tensor4D;
  readonly undo: (map: HeatMap) => HeatMap;
}

/** The image and its mirror image, each with its values scaled by 0.9, 1 and 1.1. */
const flipsAndGains: readonly Augmentation[] = [0.9, 1, 1.1].flatMap((gain) => [
  { apply: (x) => tf.mul(x, gain), undo: (map) => map },
  { apply: (x) => tf.mul(tf.reverse(x, 2), gain), undo: mirror },
]);

/**
 * Augmentation smoothing: the raw maps of several versions of each image, averaged. The target is resolved
 * once, by the original image, whose record is returned with the averaged map. Throws as `explain` does.
 */
export async function explainSmoothed(
  cut: Cut,
  x: tf.Tensor4D,
  options: ExplainOptions = {},
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
