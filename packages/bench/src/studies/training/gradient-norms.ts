import type { ImageClassifier } from '@convzoo/core';
import { type Batch, batches, createDataset, type Dataset } from '@convzoo/data';
import { lossAndGradients, trainableParameters } from '@convzoo/train';
import * as tf from '@tensorflow/tfjs-core';

/** The first images of a dataset as one batch for a network. */
export async function firstBatch(
  { head, preprocessing }: Pick<ImageClassifier, 'head' | 'preprocessing'>,
  { classes, samples }: Pick<Dataset, 'classes' | 'samples'>,
  count: number,
): Promise<Batch> {
  const few = createDataset(classes, samples.slice(0, count));
  for await (const batch of batches(few, { batchSize: count, preprocessing, encode: head.encode }))
    return batch;
  throw new Error('firstBatch: expected images, found none.');
}

/**
 * L2 norm of the loss's gradient with respect to each convolution kernel, from the image to the head, in
 * training mode. The network is left as it was, running statistics included.
 */
export async function gradientNorms(classifier: ImageClassifier, batch: Batch): Promise<number[]> {
  const before = await classifier.stateDict();
  const parameters = trainableParameters(classifier.model);
  const { loss, gradients } = lossAndGradients(classifier, parameters, batch);
  try {
    const kernels = gradients.filter((gradient) => gradient.rank === 4);
    const norms = tf.tidy(() => tf.stack(kernels.map((gradient) => tf.norm(gradient))));
    const values = [...(await norms.data())];
    norms.dispose();
    return values;
  } finally {
    tf.dispose([loss, ...gradients]);
    classifier.loadStateDict(before);
  }
}

/** Gradient norms of all convolutions after so many epochs; 0 is before training. */
export interface ProbedGradients {
  readonly epoch: number;
  readonly norms: readonly number[];
}
