import { alexnet } from '@convzoo/alexnet';
import { type ClassifierBuilder, multiClassHead } from '@convzoo/core';
import {
  closedFormImages,
  closedFormValues,
  closedFormWeights,
  float32FromBase64,
  relativeError,
} from '@convzoo/core/testing';
import { resnet18 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import { vgg11_bn } from '@convzoo/vgg';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import fixture from './fixtures/training.json' with { type: 'json' };
import { lossAndGradients } from './gradients.js';
import { createOptimizer, type OptimizerOptions } from './optimizers/create-optimizer.js';
import { trainableParameters } from './parameters.js';
import { createSchedule, type ScheduleOptions } from './schedules.js';

beforeAll(async () => {
  await useRuntime('wasm');
});

const builders: Readonly<Record<string, ClassifierBuilder>> = { resnet18, vgg11_bn, alexnet };

describe.each(fixture.networks)('$model trained by SGD', (record) => {
  test('has the losses and weights of PyTorch after 1 and 5 steps', async () => {
    const { classes, momentum, weightDecay, samples } = fixture;
    const { batch, height, width, losses, learningRate } = record;
    const classifier = builders[record.model]!({
      head: multiClassHead(classes),
      inputShape: [height, width],
      ...record.options,
    });
    for (const layer of classifier.model.layers) {
      if (layer.getClassName() === 'SeededDropout') Reflect.set(layer, 'rate', 0);
    }
    const start = closedFormWeights(await classifier.stateDict());
    classifier.loadStateDict(start);
    const images = closedFormImages(batch, classifier.architecture.inputShape);
    const inputs = Float32Array.from(await images.data());
    images.dispose();
    const targets = new Float32Array(batch * classes);
    for (let i = 0; i < batch; i++) targets[i * classes + (i % classes)] = 1;
    const optimizer = createOptimizer({ kind: 'sgd', momentum, weightDecay });
    const parameters = trainableParameters(classifier.model);
    const before = tf.memory().numTensors;

    for (const [i, expected] of losses.entries()) {
      const { inputShape } = classifier.architecture;
      const { loss, gradients } = lossAndGradients(classifier, parameters, { inputs, inputShape, targets });
      const [value] = await loss.data();
      expect(Math.abs(value! - expected) / expected).toBeLessThan(1e-3);
      optimizer.update(parameters, gradients, learningRate);
      tf.dispose([loss, ...gradients]);
      const stored = Object.entries(record.weights).find(([step]) => step === `${i + 1}`)?.[1];
      if (stored === undefined) continue;
      const state = await classifier.stateDict();
      for (const [key, values] of Object.entries<string>(stored)) {
        const torch = float32FromBase64(values);
        const { data } = state.get(key)!;
        const { data: first } = start.get(key)!;
        const step = Math.max(1, Math.floor(data.length / samples));
        const at = (list: ArrayLike<number | bigint>, n: number): number => Number(list[n * step]);
        // What the steps changed is compared, not the weights, which are mostly what they were.
        const ours = torch.map((_, n) => at(data, n) - at(first, n));
        const theirs = torch.map((weight, n) => weight - at(first, n));
        const gap = ours.reduce((most, change, n) => Math.max(most, Math.abs(change - theirs[n]!)), 0);
        expect([key, gap <= tolerance(theirs)]).toEqual([key, true]);
      }
    }
    // One momentum per parameter is all that stays.
    expect(tf.memory().numTensors).toBe(before + parameters.length);
    optimizer.dispose();
    classifier.dispose();
  });
});

/**
 * 1e-3 of the largest change. A bias before a batch norm has no influence on the loss: what moves it, by less than
 * 1e-7, is rounding on either side.
 */
function tolerance(change: Float32Array): number {
  return Math.max(1e-7, 1e-3 * change.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
}

describe.each(fixture.optimizers)('$name', ({ options, steps }) => {
  test.each([false, true])(
    'makes the steps of PyTorch (saved and restored between them: %s)',
    async (resumed) => {
      const weightDecay = fixture.weightDecay;
      const settings: OptimizerOptions = { ...(options as OptimizerOptions), weightDecay };
      let optimizer = createOptimizer(settings);
      const kernel = tf.variable(tf.tensor2d(closedFormValues('kernel', 12), [3, 4]));
      const bias = tf.variable(tf.tensor1d(closedFormValues('bias', 4)));
      const parameters = [
        { name: 'kernel', variable: kernel, decays: true },
        { name: 'bias', variable: bias, decays: false },
      ];
      for (const [step, expected] of steps.entries()) {
        const gradients = [
          tf.tensor2d(closedFormValues(`kernel gradient ${step}`, 12), [3, 4]),
          tf.tensor1d(closedFormValues(`bias gradient ${step}`, 4)),
        ];
        optimizer.update(parameters, gradients, 0.1);
        tf.dispose(gradients);
        expect(relativeError(kernel.dataSync(), float32FromBase64(expected.kernel))).toBeLessThan(1e-6);
        expect(relativeError(bias.dataSync(), float32FromBase64(expected.bias))).toBeLessThan(1e-6);
        if (!resumed) continue;
        const state = await optimizer.exportState();
        optimizer.dispose();
        optimizer = createOptimizer(settings);
        optimizer.loadState(state);
      }
      optimizer.dispose();
      tf.dispose([kernel, bias]);
    },
  );
});

test('decoupled decay of SGD shrinks kernels apart from the momentum', () => {
  const optimizer = createOptimizer({ kind: 'sgd', weightDecay: 0.1, decay: 'decoupled' });
  const kernel = tf.variable(tf.tensor2d([[2]]));
  const zero = tf.zeros([1, 1]);
  for (let i = 0; i < 2; i++) optimizer.update([{ name: 'k', variable: kernel, decays: true }], [zero], 0.5);
  expect(kernel.dataSync()[0]).toBeCloseTo(2 * 0.95 ** 2, 6);
  tf.dispose([kernel, zero]);
  optimizer.dispose();
});

test.each(fixture.schedules)('the $name schedule has the learning rates of PyTorch', (record) => {
  const schedule = createSchedule(record.options as ScheduleOptions, record);
  for (const [step, rate] of record.rates.entries()) expect(schedule(step)).toBeCloseTo(rate, 10);
});

test.each(['constant', 'cosine', 'step'] as const)('the %s schedule can begin with a warm-up', (kind) => {
  const length = { totalSteps: 40, stepsPerEpoch: 10 };
  const schedule = createSchedule({ kind, milestones: [3], warmupEpochs: 1 }, length);
  expect([0, 4, 9, 10].map(schedule)).toEqual([0.1, 0.5, 1, 1]);
  expect(schedule(39)).toBeCloseTo({ constant: 1, cosine: 0.00274, step: 0.1 }[kind], 4);
});
