import type { ImageClassifier } from '@convzoo/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Exportable } from '../export/export-model.js';

const MICRO_BATCH = 2;

/** Elements of a map that the processor's caches hold for two images, but not for a whole batch. */
const [FEWEST, MOST] = [2 ** 16, 2 ** 18];

/** Filters of more channels are too large to be read again for every pair. */
const FEW_CHANNELS = 128;

/**
 * A classifier whose images go through its early layers two at a time, so that what one layer writes is still in the
 * processor's cache when the next one reads it. The rest is computed for all images at once. A classifier stays as it
 * is where no tap has maps of that size and few channels.
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
