import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dropout, seedDropout, stochasticDepth } from './dropout.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

let model: tfl.LayersModel;
const build = (rate: number): void => {
  const input = tfl.input({ shape: [1000] });
  model = tfl.model({ inputs: input, outputs: dropout('drop', rate)(input) });
};
afterEach(() => {
  model.dispose();
});

function apply(training: boolean): number[] {
  return tf.tidy(() => {
    const y = model.apply(tf.ones([2, 1000]), { training });
    return [...(y as tf.Tensor).dataSync()];
  });
}

test('drops its share and scales the rest, so that the mean stays', () => {
  build(0.25);
  const y = apply(true);
  expect(new Set(y.map((value) => value.toFixed(4)))).toEqual(new Set(['0.0000', '1.3333']));
  const dropped = y.filter((value) => value === 0).length / y.length;
  expect(dropped).toBeGreaterThan(0.22);
  expect(dropped).toBeLessThan(0.28);
});

test('is the identity in inference and at rate 0', () => {
  build(0.5);
  expect(apply(false).every((value) => value === 1)).toBe(true);
  model.dispose();
  build(0);
  expect(apply(true).every((value) => value === 1)).toBe(true);
});

test('gives the same masks after the same seed, other masks at each call and after another seed', () => {
  build(0.5);
  seedDropout(model, 'step 7');
  const [first, second] = [apply(true), apply(true)];
  expect(second).not.toEqual(first);
  seedDropout(model, 'step 8');
  expect(apply(true)).not.toEqual(first);
  seedDropout(model, 'step 7');
  expect([apply(true), apply(true)]).toEqual([first, second]);
});

test('the gradient passes where values did', () => {
  build(0.5);
  const [kept, gradient] = tf.tidy(() => {
    seedDropout(model, 'gradient');
    const mask = apply(true);
    seedDropout(model, 'gradient');
    const g = tf.grad((x) => tf.sum(model.apply(x, { training: true }) as tf.Tensor))(tf.ones([2, 1000]));
    return [mask, [...g.dataSync()]];
  });
  expect(gradient).toEqual(kept);
});

test('leaks nothing', () => {
  build(0.5);
  const before = tf.memory().numTensors;
  for (let i = 0; i < 5; i++) apply(true);
  expect(tf.memory().numTensors).toBe(before);
});

describe('stochastic depth', () => {
  beforeEach(() => {
    const input = tfl.input({ shape: [2, 3, 4] });
    model = tfl.model({ inputs: input, outputs: stochasticDepth('depth', 0.5)(input) });
  });

  const factors = (training: boolean): number[][] =>
    tf.tidy(() => {
      const y = model.apply(tf.ones([64, 2, 3, 4]), { training }) as tf.Tensor;
      return (tf.reshape(y, [64, 24]).arraySync() as number[][]).map((values) => [...new Set(values)]);
    });

  test('keeps or drops an image as a whole', () => {
    const images = factors(true);
    expect(images.every((values) => values.length === 1)).toBe(true);
    expect(new Set(images.flat())).toEqual(new Set([0, 2]));
    expect(factors(false)).toEqual(images.map(() => [1]));
  });

  test('decides the same after the same seed', () => {
    seedDropout(model, 'step 7');
    const first = factors(true);
    expect(factors(true)).not.toEqual(first);
    seedDropout(model, 'step 7');
    expect(factors(true)).toEqual(first);
  });
});
