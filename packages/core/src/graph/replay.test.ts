import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { compileProgram, type Program } from './program.js';
import type { ReplayingBackend } from './replay.js';

const replay = vi.fn<ReplayingBackend['replay']>((_owner, compute, x) => compute(x));
const forget = vi.fn<ReplayingBackend['forget']>();
let model: tfl.LayersModel;
let program: Program;

beforeEach(async () => {
  await tf.setBackend('cpu');
  Object.assign(tf.backend(), { replay, forget });
  model = tfl.sequential({
    layers: [
      tfl.layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [4, 4, 1], name: 'conv' }),
      tfl.layers.reLU({ name: 'relu' }),
      tfl.layers.flatten(),
      tfl.layers.dense({ units: 2, name: 'dense' }),
    ],
  });
  program = compileProgram(model, ['relu']);
  vi.clearAllMocks();
});

afterEach(() => {
  Object.assign(tf.backend(), { replay: undefined, forget: undefined });
  model.dispose();
});

const run = (options?: Parameters<Program['run']>[1]): void => {
  tf.tidy(() => {
    program.run(tf.ones([1, 4, 4, 1]), options);
  });
};

test('inference is replayed by a backend that can, with the ids of all weights', () => {
  run();
  run();
  const [[owner, , , weights], [second]] = replay.mock.calls as [Parameters<typeof replay>, [object]];
  expect(second).toBe(owner);
  expect(weights).toEqual(model.weights.map((weight) => weight.read().dataId));
});

test('other weights have other ids', () => {
  run();
  model.getLayer('dense').setWeights([tf.ones([8, 2]), tf.zeros([2])]);
  run();
  const [before, after] = replay.mock.calls.map(([, , , weights]) => weights);
  expect(after!.slice(0, 2)).toEqual(before!.slice(0, 2));
  expect(after![2]).not.toBe(before![2]);
});

test('parts of a network are functions of their own', () => {
  run({ to: 'relu' });
  run();
  expect(new Set(replay.mock.calls.map(([owner]) => owner)).size).toBe(2);
});

test('gradients and replaced activations are not replayed', () => {
  tf.tidy(() => tf.grad((x) => program.run(x))(tf.ones([1, 4, 4, 1])));
  run({ relu: tf.relu });
  expect(replay).not.toHaveBeenCalled();
});

test('what has been recorded is forgotten with the program', () => {
  run();
  program.dispose();
  expect(forget.mock.calls).toEqual([[replay.mock.calls[0]![0]]]);
});
