import type { ClassifierBuilder, Pixels } from '@convzoo/core';
import { type Batch, createDataset, epochBatches } from '@convzoo/data';
import { createOptimizer, lossAndGradients, trainableParameters } from '@convzoo/train';
import * as tf from '@tensorflow/tfjs-core';
import { buildNetwork } from './network.js';
import type { Facts } from './row.js';
import { sample, timed } from './sample.js';
import type { Sampling } from './sampling.js';

export interface TrainingOptions {
  readonly batch: number;
  readonly classes: number;
  readonly sampling: Sampling;
  readonly report: (facts: Facts) => void;
}

/** Small enough that the weights stay finite however many steps are timed. */
const learningRate = 1e-5;

/**
 * Measures training steps on a batch in host memory: forward and backward pass and an update by SGD with
 * momentum, the loss and a weight read back. The parts are measured one by one: making the batch out of
 * decoded images, the forward pass alone, and the forward and backward pass without an update.
 *
 * @throws Error if the loss is not finite
 */
export async function measureTraining(
  builder: ClassifierBuilder,
  { batch: batchSize, classes, sampling, report }: TrainingOptions,
): Promise<void> {
  const classifier = await buildNetwork(builder, classes, report);
  const { head, preprocessing, architecture } = classifier;
  const dataset = noiseDataset(batchSize, architecture.inputShape, head.classes);
  const makeBatch = (): Promise<Batch> =>
    firstOf(epochBatches(dataset, { batchSize, preprocessing, encode: head.encode, seed: 0, epoch: 0 }));
  const batch = await makeBatch();
  const parameters = trainableParameters(classifier.model);
  const optimizer = createOptimizer({ kind: 'sgd', weightDecay: 1e-4 });

  const forward = async (): Promise<void> => {
    const loss = tf.tidy(() => {
      const x = tf.tensor4d(batch.inputs, [batchSize, ...batch.inputShape]);
      const targets = tf.tensor2d(batch.targets, [batchSize, head.units]);
      return head.loss(targets, classifier.trainingLogits(x));
    });
    await loss.data();
    loss.dispose();
  };
  const passes = async (update: boolean): Promise<number> => {
    const { loss, gradients } = lossAndGradients(classifier, parameters, batch);
    if (update) optimizer.update(parameters, gradients, learningRate);
    const [value] = await loss.data();
    // The first layer's gradient is the last to be computed: once it is read, the device is done.
    await (update ? parameters[0]!.variable : gradients[0]!).data();
    tf.dispose([loss, ...gradients]);
    return value!;
  };
  const step = (): Promise<number> => passes(true);

  const [loss, firstMs] = await timed(step);
  if (!Number.isFinite(loss)) throw new Error(`loss: expected a finite number, found ${loss}.`);
  report({ firstMs, warmups: sampling.warmups });
  // The second step still allocates what the optimizer keeps.
  await step();
  const tensors = tf.memory().numTensors;
  const durationsMs = await sample(step, sampling);
  report({ durationsMs, leakedTensors: tf.memory().numTensors - tensors });
  report({
    passes: {
      dataMs: await sample(makeBatch, sampling),
      forwardMs: await sample(forward, sampling),
      gradientsMs: await sample(() => passes(false), sampling),
    },
  });
}

function noiseDataset(
  count: number,
  [height, width, channels]: readonly [number, number, number],
  classes: readonly string[],
): ReturnType<typeof createDataset> {
  const data = Uint8Array.from({ length: height * width * channels }, (_, i) => (i * 97) % 251);
  const pixels: Pixels = { data, height, width, channels: channels === 1 ? 1 : 3 };
  return createDataset(
    classes,
    Array.from({ length: count }, (_, i) => ({
      id: `noise/${i}`,
      label: i % classes.length,
      load: async () => pixels,
    })),
  );
}

async function firstOf(batches: AsyncIterable<Batch>): Promise<Batch> {
  for await (const batch of batches) return batch;
  throw new Error('batches: expected one, found none.');
}
