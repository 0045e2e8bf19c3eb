import type { ImageClassifier } from '@convzoo/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Exportable } from '../export/export-model.js';

const MICRO_BATCH = 2;

/** Maps with this many elements fit into the processor's caches for two images, but not for a whole batch. */
const [FEWEST, MOST] = [2 ** 16, 2 ** 18];

/** Filters with more channels are too large to load for every micro-batch. */
const FEW_CHANNELS = 128;

/**
 * Runs a classifier's early layers on two images at a time, so that what one layer writes is still in the
 * processor's cache when the next one reads it. The other layers run on the whole batch. A classifier without
 * a tap of that size and few channels is returned unchanged.
 */
export function inMicroBatches(classifier: ImageClassifier, batch: number): Exportable {
  const early = Object.values(classifier.taps).findLast(({ shape: [height, width, channels] }) => {
    const size = height * width * channels;
    return size >= FEWEST && size <= MOST && channels <= FEW_CHANNELS;
  });
  if (early === undefined || batch <= MICRO_BATCH) return classifier;
  const sizes = Array.from({ length: Math.ceil(batch / MICRO_BATCH) }, (_, i) =>
    Math.min(MICRO_BATCH, batch - i * MICRO_BATCH),
  );
  const compute = (images: tf.Tensor): tf.Tensor => {
    const pairs = tf.split<tf.Tensor4D>(images, sizes);
    return early.logits(tf.concat(pairs.map((pair) => early.features(pair))));
  };
  const input = { name: 'images', shape: [null, ...classifier.architecture.inputShape] };
  return { compute: (images) => compute(images!), inputs: [input], outputs: ['logits'] };
}
