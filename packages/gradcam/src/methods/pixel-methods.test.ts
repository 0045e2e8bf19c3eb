import '@tensorflow/tfjs-backend-cpu';
import type { Cut } from '@convzoo/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { only, relativeError, sum } from '../fixtures/compare.js';
import { deepNet, givenGradient, images, noise } from '../fixtures/nets.js';
import {
  explain,
  gradCam,
  guidedBackprop,
  guidedGradCam,
  integratedGradients,
  occlusion,
  probability,
  rise,
  smoothGrad,
} from '../index.js';
import { rectify, upsample } from '../maps/index.js';

await tf.setBackend('cpu');

const weights = noise<tf.Rank.R3>([6, 8, 2], 30);
/** Its one logit is Σ w x. */
const linear = givenGradient(weights);
const x = images(1);
const contributions = tf.sum(tf.mul(x, weights), -1).dataSync();

describe('integrated gradients', () => {
  test.each([
    ['a logit', 2],
    ['a probability, whose gradient needs the logits of every step', probability(2)],
  ] as const)('add up to the score less that of the baseline, for %s', async (_, target) => {
    const net = deepNet();
    const faint = tf.mul<tf.Tensor4D>(x, 0.2);
    for (const baseline of [0, 0.5]) {
      const method = integratedGradients({ steps: 256, baseline });
      const explanation = await only(explain(net, faint, { method, target }));
      const empty = await only(
        explain(net, tf.fill<tf.Rank.R4>([1, 6, 8, 2], baseline), { target: () => explanation.target }),
      );
      const difference = explanation.score - empty.score;
      expect(Math.abs(difference)).toBeGreaterThan(0.01);
      expect(Math.abs(sum(explanation.map.data) - difference)).toBeLessThan(0.02 * Math.abs(difference));
    }
  });

  test('of a linear network are what each pixel adds, in one step', async () => {
    const { map } = await only(explain(linear, x, { method: integratedGradients({ steps: 1 }), target: 0 }));
    expect(relativeError(map.data, contributions)).toBeLessThan(1e-5);
  });

  test('take each step in its middle', async () => {
    // The gradient of the square is linear on the way, so that the midpoint alone is exact.
    const square: Cut = {
      ...linear,
      logits: (a) => tf.tidy(() => tf.reshape(tf.sum(tf.square(a), [1, 2, 3]), [-1, 1])),
    };
    const { map, score } = await only(
      explain(square, x, { method: integratedGradients({ steps: 1 }), target: 0 }),
    );
    expect(sum(map.data)).toBeCloseTo(score, 4);
  });
});

describe('occlusion', () => {
  test('by single pixels of a linear network is what each pixel adds', async () => {
    const { map } = await only(explain(linear, x, { method: occlusion({ patch: 1, stride: 1 }), target: 0 }));
    expect(relativeError(map.data, contributions)).toBeLessThan(1e-4);
  });

  test('averages over the patches that cover a place, up to the far edge', async () => {
    const row = givenGradient(tf.ones([1, 5, 1]));
    const image = tf.tensor4d([1, 2, 3, 4, 5], [1, 1, 5, 1]);
    const { map } = await only(
      explain(row, image, { method: occlusion({ patch: 3, stride: 2 }), target: 0 }),
    );
    // Patches over 1 2 3 and 3 4 5.
    expect([...map.data].map((value) => Math.round(value * 1e4) / 1e4)).toEqual([6, 6, 9, 12, 12]);
    const { map: last } = await only(
      explain(row, image, { method: occlusion({ patch: 2, stride: 2 }), target: 0 }),
    );
    expect([...last.data].map((value) => Math.round(value * 1e4) / 1e4)).toEqual([3, 3, 7, 8, 9]);
  });

  test('puts the baseline where the patch is', async () => {
    const method = occlusion({ patch: 1, stride: 1, baseline: 2 });
    const { map } = await only(explain(linear, x, { method, target: 0 }));
    const expected = tf.sum(tf.mul(tf.sub(x, 2), weights), -1).dataSync();
    expect(relativeError(map.data, expected)).toBeLessThan(1e-4);
  });
});

describe('RISE', () => {
  test('has the confidence everywhere where no pixel matters', async () => {
    const blind = givenGradient(tf.zeros([6, 8, 2]));
    const { map } = await only(explain(blind, x, { method: rise({ masks: 600, cells: 3 }), target: 0 }));
    for (const value of map.data) expect(Math.abs(value - 0.5)).toBeLessThan(0.06);
  });

  test('finds the place that matters', async () => {
    const place = tf.pad(tf.ones<tf.Rank.R3>([2, 2, 2]), [
      [3, 1],
      [5, 1],
      [0, 0],
    ]);
    const bright = tf.fill<tf.Rank.R4>([1, 6, 8, 2], 1);
    const { map, maximum } = await only(
      explain(givenGradient(place), bright, {
        method: rise({ masks: 800, cells: 4 }),
        target: 0,
      }),
    );
    const found = map.data.indexOf(maximum);
    expect(Math.abs(Math.floor(found / 8) - 3.5)).toBeLessThan(2);
    expect(Math.abs((found % 8) - 5.5)).toBeLessThan(2);
  });

  test('is the same for the same seed, and another for another', async () => {
    const map = async (seed: number): Promise<number[]> => {
      const explanation = await only(explain(deepNet(), x, { method: rise({ masks: 20, seed }), target: 0 }));
      return [...explanation.map.data];
    };
    expect(await map(4)).toEqual(await map(4));
    expect(await map(4)).not.toEqual(await map(5));
  });
});

describe('SmoothGrad', () => {
  test('of a linear network is the largest weight of each pixel', async () => {
    const { map } = await only(explain(linear, x, { method: smoothGrad(), target: 0 }));
    expect(relativeError(map.data, tf.max(tf.abs(weights), -1).dataSync())).toBeLessThan(1e-5);
  });

  test('looks around the image: a ReLU that is just closed lets something through', async () => {
    const closed: Cut = {
      ...givenGradient(tf.ones([1, 2, 1])),
      logits: (a) => tf.tidy(() => tf.reshape(tf.sum(tf.relu(a), [1, 2, 3]), [-1, 1])),
    };
    const image = tf.tensor4d([-0.1, 1], [1, 1, 2, 1]);
    const { map } = await only(
      explain(closed, image, { method: smoothGrad({ samples: 200, noise: 0.2 }), target: 0 }),
    );
    // P(noise > 0.1) with deviation 0.2 · 1.1 is 0.325.
    expect(map.data[0]).toBeGreaterThan(0.2);
    expect(map.data[0]).toBeLessThan(0.45);
    expect(map.data[1]).toBeCloseTo(1, 5);
  });
});

test('Guided Grad-CAM is guided backpropagation where Grad-CAM is positive', async () => {
  const net = deepNet();
  const product = await only(explain(net, x, { method: guidedGradCam(), target: 1 }));
  const detail = await only(explain(net, x, { method: guidedBackprop(), target: 1 }));
  const place = await only(explain(net, x, { method: gradCam(), target: 1 }));
  const large = upsample(rectify(place.map), 6, 8).data;
  expect(product.degenerate).toBe(false);
  expect(
    relativeError(
      product.map.data,
      detail.map.data.map((value, i) => value * large[i]!),
    ),
  ).toBeLessThan(1e-6);
});
