import '@tensorflow/tfjs-backend-cpu';
import { multiClassHead } from '@convzoo/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectedProfile, receptiveFieldOf, type Stack, weightsPerChannelSquared } from './arithmetic.js';
import { pooled, profileOf, sideHolding } from './energy.js';
import { gradientEnergy } from './gradient-energy.js';
import { stackNetwork } from './stack-network.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

// Simonyan & Zisserman 2014, section 2.3: three 3x3 layers against one 7x7, two against one 5x5.
const cases: [stack: Stack, receptiveField: number, weights: number][] = [
  [{ kernel: 7, depth: 1 }, 7, 49],
  [{ kernel: 3, depth: 3 }, 7, 27],
  [{ kernel: 5, depth: 1 }, 5, 25],
  [{ kernel: 3, depth: 2 }, 5, 18],
];

describe.each(cases)('%o', (stack, receptiveField, weights) => {
  test('arithmetic agrees with the paper and with the built network', () => {
    expect(receptiveFieldOf(stack)).toBe(receptiveField);
    expect(weightsPerChannelSquared(stack)).toBe(weights);
    const channels = 4;
    const classifier = stackNetwork({ ...stack, channels, head: multiClassHead(2) });
    const layers = classifier.summary().filter(({ name }) => name.startsWith('conv'));
    expect(layers.at(-1)!.receptiveField).toBe(receptiveField);
    expect(layers.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(weights * channels ** 2);
    classifier.dispose();
  });

  test('the expected profile is a distribution with the variance of a sum of uniform steps', () => {
    const profile = expectedProfile(stack);
    expect(profile).toHaveLength(receptiveField);
    const middle = (receptiveField - 1) / 2;
    const moment = (power: number): number =>
      profile.reduce((sum, p, i) => sum + p * (i - middle) ** power, 0);
    expect(moment(0)).toBeCloseTo(1, 12);
    expect(moment(1)).toBeCloseTo(0, 12);
    expect(moment(2)).toBeCloseTo((stack.depth * (stack.kernel ** 2 - 1)) / 12, 12);
  });
});

test('gradients stay inside the receptive field, fall on its expected profile, and are freed', async () => {
  const stack = { kernel: 3, depth: 2 };
  const sums = new Array<number>(9).fill(0);
  const seeds = 12;
  for (let seed = 0; seed < seeds; seed++) {
    const classifier = stackNetwork({ ...stack, channels: 8, head: multiClassHead(2), seed });
    const { inputShape } = classifier.architecture;
    const before = tf.memory().numTensors;
    const energy = await gradientEnergy(classifier.lastConv, inputShape, 4, `seed ${seed}`);
    expect(tf.memory().numTensors).toBe(before);
    profileOf(energy).forEach((share, i) => {
      sums[i]! += share / seeds;
    });
    classifier.dispose();
  }
  expect([sums[0], sums[1], sums[7], sums[8]]).toEqual([0, 0, 0, 0]);
  // [1 2 3 2 1] / 9
  expectedProfile(stack).forEach((share, i) => {
    expect(Math.abs(sums[i + 2]! - share)).toBeLessThan(0.05);
  });
});

const map = (side: number, value: (x: number, y: number) => number) => ({
  height: side,
  width: side,
  values: Float64Array.from({ length: side * side }, (_, i) => value(i % side, Math.floor(i / side))),
});

test('the square that holds a share of the energy', () => {
  const block = map(11, (x, y) => (x >= 3 && x <= 9 && y >= 2 && y <= 8 ? 2 : 0));
  expect(sideHolding(block, 1)).toBe(7);
  expect(sideHolding(block, 25 / 49)).toBe(5);
  expect(sideHolding(block, 0.01)).toBe(1);
});

test('profiles and pooling of a map', () => {
  const ramp = map(4, (x) => x);
  expect(profileOf(ramp)).toEqual([0, 1 / 6, 2 / 6, 3 / 6]);
  expect(pooled(ramp, 2)).toEqual(map(2, (x) => [0.5, 2.5][x]!));
});
