import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { registerOnnxRuntimeBackend } from './register.js';
import { type Replayable, ReplayingBackend } from './replay.js';

const PATIENCE = 3;
let backend: ReplayingBackend;
let filter: tf.Variable<tf.Rank.R4>;
let tensors = 0;

async function start(options: { accelerate?: boolean } = {}): Promise<void> {
  await tf.setBackend(registerOnnxRuntimeBackend({ runsBeforeFreezingWeights: PATIENCE, ...options }));
  const current = tf.backend();
  if (!(current instanceof ReplayingBackend)) throw new TypeError('another backend');
  backend = current;
}

beforeEach(async () => {
  await start();
  filter = tf.variable(tf.randomUniform<tf.Rank.R4>([3, 3, 16, 16], -1, 1, 'float32', 1));
  tensors = tf.memory().numTensors;
});

afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensors);
  filter.dispose();
});

/** A function, and how often it has been called. */
function counted(compute: Replayable): { owner: object; compute: Replayable; calls: () => number } {
  let calls = 0;
  const counting: Replayable = (x) => {
    calls++;
    return tf.tidy(() => compute(x));
  };
  return { owner: {}, compute: counting, calls: () => calls };
}

const convolve: Replayable = (x) => tf.relu(tf.conv2d(x as tf.Tensor4D, filter, 1, 'same'));

function images(batch = 1, size = 8): tf.Tensor {
  return tf.randomUniform([batch, size, size, 16], -1, 1, 'float32', 2);
}

/** What a replayed call gives, and what the function itself gives. */
function compare({ owner, compute }: ReturnType<typeof counted>, x = images()): void {
  const weights = [filter.dataId];
  const [found, expected] = tf.tidy(() => [
    backend.replay(owner, compute, x, weights).dataSync(),
    convolve(x).dataSync(),
  ]);
  x.dispose();
  expect(found).toHaveLength(expected.length);
  for (const [i, value] of found.entries()) expect(value).toBeCloseTo(expected[i]!, 4);
}

test('a function is recorded after a few calls, and then no longer called', () => {
  const network = counted(convolve);
  for (let call = 0; call < PATIENCE + 4; call++) compare(network);
  // The calls before, and the recording.
  expect(network.calls()).toBe(PATIENCE + 1);
});

test('every shape is recorded for itself', () => {
  const network = counted(convolve);
  for (let call = 0; call < PATIENCE + 2; call++) {
    compare(network, images(1));
    compare(network, images(3));
    compare(network, images(1, 6));
  }
  expect(network.calls()).toBe(3 * (PATIENCE + 1));
});

test('other weights count at once, and patience doubles', () => {
  const network = counted(convolve);
  for (let call = 0; call < PATIENCE + 2; call++) compare(network);
  const next = tf.randomUniform<tf.Rank.R4>([3, 3, 16, 16], -1, 1, 'float32', 3);
  filter.assign(next);
  next.dispose();
  const before = network.calls();
  for (let call = 0; call < 2 * PATIENCE + 3; call++) compare(network);
  expect(network.calls() - before).toBe(2 * PATIENCE + 1);
});

test('a function that reads values is computed kernel by kernel', () => {
  const network = counted((x) => tf.mul(convolve(x), x.dataSync().length > 0 ? 1 : 0));
  for (let call = 0; call < PATIENCE + 3; call++) compare(network);
  // One call was the recording that failed.
  expect(network.calls()).toBe(PATIENCE + 4);
});

test('what a function keeps for its next calls is computed', () => {
  const kept: tf.Tensor4D[] = [];
  const network = counted((x) => {
    if (kept.length === 0) kept.push(tf.keep(tf.mul<tf.Tensor4D>(filter, 1)));
    return tf.relu(tf.conv2d(x as tf.Tensor4D, kept[0]!, 1, 'same'));
  });
  for (let call = 0; call < PATIENCE; call++) compare(network);
  tf.dispose(kept.splice(0));
  for (let call = 0; call < 3; call++) compare(network);
  tf.dispose(kept);
});

test('a forgotten function is recorded anew', () => {
  const network = counted(convolve);
  for (let call = 0; call < PATIENCE + 2; call++) compare(network);
  backend.forget(network.owner);
  for (let call = 0; call < PATIENCE + 2; call++) compare(network);
  expect(network.calls()).toBe(2 * (PATIENCE + 1));
});

test('nothing is recorded without acceleration', async () => {
  filter.dispose();
  await start({ accelerate: false });
  tensors = tf.memory().numTensors;
  const network = counted((x) => tf.neg(x));
  for (let call = 0; call < PATIENCE + 3; call++) {
    const x = tf.ones([2]);
    tf.dispose([backend.replay(network.owner, network.compute, x, []), x]);
  }
  expect(network.calls()).toBe(PATIENCE + 3);
});
