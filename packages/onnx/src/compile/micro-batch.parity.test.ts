import { type ImageClassifier, multiClassHead } from '@convzoo/core';
import { relativeError } from '@convzoo/core/testing';
import { resnet20 } from '@convzoo/resnet';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compile } from './compile.js';
import { inMicroBatches } from './micro-batch.js';

const side = 128;
let net: ImageClassifier;

beforeAll(async () => {
  await tf.setBackend('cpu');
  net = resnet20({ head: multiClassHead(['cat', 'dog']), inputShape: [side, side], width: 0.5 });
});

afterAll(() => {
  net.dispose();
});

describe('micro-batches', () => {
  test.each([3, 4])('of %i images give the logits of images one by one', async (batch) => {
    const size = side * side * 3;
    const images = Float32Array.from({ length: batch * size }, (_, i) => Math.sin(i * 0.7 + i ** 2));
    const together = await compile(net, { batch });
    const single = await compile(net);
    const expected: number[] = [];
    for (let i = 0; i < batch; i++) {
      expected.push(...(await single.logits(images.subarray(i * size, (i + 1) * size))));
    }
    expect(relativeError(await together.logits(images), expected)).toBeLessThan(1e-5);
    together.dispose();
    single.dispose();
  });

  test('leave nothing behind', async () => {
    const tensors = tf.memory().numTensors;
    const other = resnet20({ head: multiClassHead(['cat', 'dog']), inputShape: [side, side] });
    (await compile(other, { batch: 4 })).dispose();
    other.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test.each([
    ['maps are small', 32, 16],
    ['maps of two are too large', 512, 16],
    ['there are no more than two', side, 2],
  ])('are not used where %s', (_, inputSide, batch) => {
    const other = resnet20({ head: multiClassHead(['cat', 'dog']), inputShape: [inputSide, inputSide] });
    expect(inMicroBatches(other, batch)).toBe(other);
    other.dispose();
  });
});
