import '@tensorflow/tfjs-backend-cpu';
import { multiClassHead } from '@convzoo/core';
import { resnet20 } from '@convzoo/resnet';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { digits } from './digits.js';
import { gradientGrowth } from './gradient-figure.js';
import { firstBatch, gradientNorms } from './gradient-norms.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test('the norm of each convolution by automatic differences, without a trace in the network', async () => {
  const { train } = await digits({ trainImages: 4, testImages: 1 });
  const classifier = resnet20({ head: multiClassHead(train.classes), inputShape: [8, 8, 1], width: 0.125 });
  const batch = await firstBatch(classifier, train, 4);
  const before = await classifier.stateDict();
  const tensors = tf.memory().numTensors;
  const norms = await gradientNorms(classifier, batch);
  expect(tf.memory().numTensors).toBe(tensors);
  expect(await classifier.stateDict()).toEqual(before);
  expect(norms).toHaveLength(19);

  // The loss's slope along the first kernel's own gradient is the gradient's norm.
  const kernel = classifier.model.getLayer('conv1').weights[0]!.read() as tf.Variable;
  const loss = (): tf.Scalar => {
    const x = tf.tensor4d(batch.inputs, [4, ...batch.inputShape]);
    return classifier.head.loss(tf.tensor2d(batch.targets, [4, 10]), classifier.trainingLogits(x));
  };
  const { grads } = tf.variableGrads(loss, [kernel]);
  const gradient = grads[kernel.name]!;
  const step = 1e-3 / norms[0]!;
  const lossAt = (sign: 1 | -1): number =>
    tf.tidy(() => {
      const saved = kernel.clone();
      kernel.assign(tf.add(kernel, tf.mul(gradient, (sign * step) / norms[0]!)));
      const value = loss().dataSync()[0]!;
      kernel.assign(saved);
      return value;
    });
  const slope = (lossAt(1) - lossAt(-1)) / (2 * step);
  expect(Math.abs(slope / norms[0]! - 1)).toBeLessThan(0.05);
  tf.dispose(grads);
  classifier.dispose();
});

test('growth is the first norm over the last one', () => {
  expect(gradientGrowth({ epoch: 0, norms: [6, 1, 2] })).toBe(3);
});

test('larger sets of digits contain the smaller ones', async () => {
  const few = await digits({ trainImages: 5, testImages: 3 });
  const many = await digits({ trainImages: 9, testImages: 3 });
  const ids = ({ samples }: typeof few.train): string[] => samples.map(({ id }) => id);
  expect(ids(many.train).slice(0, 5)).toEqual(ids(few.train));
  expect(ids(few.test).filter((id) => ids(many.train).includes(id))).toEqual([]);
});
