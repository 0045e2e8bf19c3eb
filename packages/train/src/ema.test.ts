import { multiClassHead } from '@convzoo/core';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, test } from 'vitest';
import { weightAverage } from './ema.js';
import { smallNet } from './fixtures/small-net.js';

beforeAll(() => tf.setBackend('cpu'));

test.each([
  ['early on forgets the initial weights soon', 0.99, 1, 2 / 11],
  ['later keeps what it is told to', 0.5, 100, 0.5],
])('the average %s', async (_, decay, step, kept) => {
  const classifier = smallNet({ head: multiClassHead(2), inputShape: [8, 8, 1], width: 0.25 });
  const average = weightAverage(classifier, decay);
  const before = (await classifier.stateDict()).get('conv1.weight')!.data;
  const kernel = classifier.model.getLayer('conv1').weights[0]!;
  kernel.write(tf.ones(kernel.shape as number[]));
  average.update(step);
  const after = (await average.exportState()).get('conv1.weight')!.data;
  for (const [i, value] of after.entries()) expect(value).toBeCloseTo(kept * Number(before[i]) + 1 - kept, 6);
  expect(kernel.read().dataSync()[0]).toBe(1);
  average.dispose();
  classifier.dispose();
});
