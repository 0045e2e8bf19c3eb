import type { ImageClassifier } from '@convzoo/core';
import { batches, type Dataset } from '@convzoo/data';
import * as tf from '@tensorflow/tfjs-core';

/** The probabilities that a classifier gives each image of a dataset, one row for each image. */
export async function scoresOf(
  classifier: ImageClassifier,
  dataset: Dataset,
  signal?: AbortSignal,
): Promise<Float32Array[]> {
  const { head, preprocessing } = classifier;
  const rows: Float32Array[] = [];
  for await (const { inputs, inputShape, samples } of batches(dataset, {
    batchSize: 100,
    preprocessing,
    encode: head.encode,
    signal,
  })) {
    const scores = tf.tidy(() => classifier.predict(tf.tensor4d(inputs, [samples.length, ...inputShape])));
    const values = Float32Array.from(await scores.data());
    scores.dispose();
    rows.push(...samples.map((_, i) => values.subarray(i * head.units, (i + 1) * head.units)));
  }
  return rows;
}
