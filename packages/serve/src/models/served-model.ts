import type { Prediction } from '@convzoo/core';
import { type Pixels, preprocess, preprocessedShape } from '@convzoo/core/preprocess';
import * as tf from '@tensorflow/tfjs-core';
import { type BatchingOptions, createBatcher } from '../batching/batcher.js';
import type { Servable } from '../servable.js';

/** A model behind a batcher. */
export interface ServedModel {
  readonly servable: Servable;
  /** Shape of one preprocessed image. */
  readonly inputShape: readonly [height: number, width: number, channels: number];
  /** Images that wait. */
  readonly waiting: number;
  /** Preprocessed images to raw scores, together with those of other requests. */
  logits(images: Float32Array): Promise<Float32Array>;
  /** Labels of one image. */
  classify(image: Pixels, top: number | undefined): Promise<Prediction[]>;
  /** Waits for what runs, then frees the weights. */
  close(): Promise<void>;
}

export function serveModel(
  servable: Servable,
  options: BatchingOptions & { readonly onBatch?: (images: number) => void },
): ServedModel {
  const { head, preprocessing } = servable;
  const inputShape = preprocessedShape(preprocessing);
  const batcher = createBatcher({
    ...options,
    imageSize: inputShape.reduce((product, side) => product * side, 1),
    units: head.units,
    run: (images) => servable.logits(images),
  });
  return {
    servable,
    inputShape,
    get waiting() {
      return batcher.waiting;
    },
    logits: batcher.submit,
    classify: async (image, top) => {
      const logits = await batcher.submit(preprocess(image, preprocessing));
      return head.decode(await probabilities(servable, logits), top === undefined ? {} : { top });
    },
    close: async () => {
      await batcher.idle();
      servable.dispose();
    },
  };
}

/** What the head makes of raw scores. */
export async function probabilities(
  { head }: Pick<Servable, 'head'>,
  logits: Float32Array,
): Promise<Float32Array> {
  const scores = tf.tidy(() => head.activate(tf.tensor2d(logits, [logits.length / head.units, head.units])));
  const values = await scores.data<'float32'>();
  scores.dispose();
  return values;
}
