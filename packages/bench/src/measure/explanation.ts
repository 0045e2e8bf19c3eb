import type { ClassifierBuilder } from '@convzoo/core';
import { explain } from '@convzoo/gradcam';
import * as tf from '@tensorflow/tfjs-core';
import { randomImages } from './images.js';
import { predictRun } from './inference.js';
import { buildNetwork } from './network.js';
import type { Facts } from './row.js';
import { sample, timed } from './sample.js';
import type { Sampling } from './sampling.js';

export interface ExplanationOptions {
  readonly batch: number;
  readonly classes: number;
  readonly sampling: Sampling;
  readonly report: (facts: Facts) => void;
}

/**
 * Measures Grad-CAM at the last conv layer, from images on the device to maps in host memory, beside a
 * prediction.
 */
export async function measureExplanation(
  builder: ClassifierBuilder,
  { batch, classes, sampling, report }: ExplanationOptions,
): Promise<void> {
  const classifier = await buildNetwork(builder, classes, report);
  const { inputShape } = classifier.architecture;
  const images = randomImages(batch, inputShape);
  const x = tf.tensor4d(images, [batch, ...inputShape]);
  const run = (): Promise<unknown> => explain(classifier.lastConv, x, { target: 0 });
  const [, firstMs] = await timed(run);
  report({ firstMs, warmups: sampling.warmups });
  const tensors = tf.memory().numTensors;
  const durationsMs = await sample(run, sampling);
  report({ durationsMs, leakedTensors: tf.memory().numTensors - tensors });
  report({ predictionsMs: await sample(predictRun(classifier, images, batch), sampling) });
}
