import { ConvzooError, type ImageClassifier } from '@convzoo/core';
import { seedDropout } from '@convzoo/core/layers';
import type { Batch } from '@convzoo/data';
import * as tf from '@tensorflow/tfjs-core';
import type { WeightAverage } from './ema.js';
import { clipGradients, lossAndGradients, meanGradients } from './gradients.js';
import type { Optimizer } from './optimizers/optimizer.js';
import type { Parameter } from './parameters.js';

/** What a step changes. */
export interface Learner {
  readonly classifier: ImageClassifier;
  readonly optimizer: Optimizer;
  readonly average: WeightAverage | undefined;
}

export interface StepOptions {
  /** Counted from 1 over the whole run. */
  readonly step: number;
  readonly learningRate: number;
  readonly clipNorm: number | undefined;
  /** Seeds the dropout of a batch, together with the batch's position. */
  readonly dropoutSeed: string;
}

/**
 * One update of the weights by the mean gradient of several batches. Returns the loss before it.
 *
 * @throws ConvzooError `training-diverged` if the loss is not finite; the weights are as they were
 */
export async function trainStep(
  { classifier, optimizer, average }: Learner,
  parameters: readonly Parameter[],
  batches: readonly Batch[],
  { step, learningRate, clipNorm, dropoutSeed }: StepOptions,
): Promise<number> {
  const { loss, gradients } = meanGradients(
    batches.map((batch) => {
      seedDropout(classifier.model, `${dropoutSeed}/${batch.index}`);
      return lossAndGradients(classifier, parameters, batch);
    }),
  );
  const [value] = await loss.data();
  loss.dispose();
  if (!Number.isFinite(value)) {
    tf.dispose([...gradients]);
    throw diverged(step, learningRate, value!);
  }
  const clipped = clipNorm === undefined ? gradients : clipGradients(gradients, clipNorm);
  optimizer.update(parameters, clipped, learningRate);
  tf.dispose([...clipped]);
  average?.update(step);
  return value!;
}

function diverged(step: number, rate: number, loss: number): ConvzooError {
  return new ConvzooError('training-diverged', {
    subject: `step ${step}, learning rate ${rate}`,
    expected: 'a finite loss',
    found: `${loss}`,
    remedy: `Try a learning rate of ${rate / 10}, a few warm-up epochs, or clipNorm 1.`,
  });
}
