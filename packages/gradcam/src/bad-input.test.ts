import '@tensorflow/tfjs-backend-cpu';
import { ConvzooError, type Cut, splitAt } from '@convzoo/core';
import { conv2d, dense, globalAveragePool, identity, residual, sequential } from '@convzoo/core/layers';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { deepNet, flatNet, gapNet, images } from './fixtures/nets.js';
import {
  cam,
  contrast,
  explain,
  explainTargets,
  finer,
  guidedBackprop,
  labelSet,
  scoreCam,
  topClasses,
} from './index.js';
import { normalize } from './maps/index.js';
import { averageDrop } from './metrics/index.js';

await tf.setBackend('cpu');

const x = images(2);
/** What a program without types may hand in. */
const withoutBatch = tf.zeros([6, 8, 2]) as tf.Tensor as tf.Tensor4D;

async function codeOf(work: () => unknown): Promise<string> {
  const error: unknown = await Promise.resolve()
    .then(work)
    .then(
      () => 'no error',
      (reason: unknown) => reason,
    );
  if (!ConvzooError.isInstance(error)) return `${error}`;
  expect(error.message).toContain(error.expected);
  return error.code;
}

test.each<[string, string, () => unknown]>([
  ['a class index out of range', 'invalid-argument', () => explain(gapNet(), x, { target: 3 })],
  ['a class index that is no integer', 'invalid-argument', () => explain(gapNet(), x, { target: 0.5 })],
  ['a class name that is unknown', 'unknown-name', () => explain(gapNet(), x, { target: 'horse' })],
  [
    'a name where classes have none',
    'unknown-name',
    () => {
      const { classes: _, ...nameless } = gapNet();
      return explain(nameless, x, { target: 'cat' });
    },
  ],
  ['yes or no asked of a multi-class head', 'invalid-argument', () => explain(gapNet(), x, { target: true })],
  ['too few targets', 'invalid-argument', () => explain(gapNet(), x, { target: ['cat'] })],
  ['too many targets', 'invalid-argument', () => explain(gapNet(), x, { target: [0, 1, 2] })],
  ['an empty set of labels', 'invalid-argument', () => explain(gapNet(), x, { target: labelSet([]) })],
  [
    'a contrast of a class with itself',
    'invalid-argument',
    () => explain(gapNet(), x, { target: contrast(1, 'dog') }),
  ],
  [
    'a comparison with an unknown class',
    'unknown-name',
    () => explain(gapNet(), x, { target: finer(0, { references: ['ox'] }) }),
  ],
  [
    'CAM on a head that is not dense on global pooling',
    'invalid-model',
    () => explain(flatNet(), x, { method: cam() }),
  ],
  [
    'guided backpropagation where ReLUs are fixed',
    'invalid-model',
    () => explain(gapNet(), x, { method: guidedBackprop() }),
  ],
  ['an image with NaN', 'invalid-image', () => explain(gapNet(), tf.mul(x, Number.NaN))],
  ['an image with infinity', 'invalid-image', () => explain(gapNet(), tf.div(x, 0))],
  ['images of another size', 'invalid-shape', () => explain(gapNet(), tf.zeros([1, 9, 9, 2]))],
  ['an empty batch', 'invalid-shape', () => explain(gapNet(), tf.zeros([0, 6, 8, 2]))],
  ['a single image without a batch', 'invalid-shape', () => explain(gapNet(), withoutBatch)],
  ['more classes than logits', 'invalid-shape', () => explain({ ...gapNet(), classes: ['cat'] }, x)],
  [
    'a network that overflows',
    'invalid-model',
    () => explain(gapNet({ headBias: Number.POSITIVE_INFINITY }), x),
  ],
  [
    'a head that gives no gradient',
    'invalid-model',
    () => {
      const net = gapNet();
      return explain({ ...net, logits: (a) => tf.tensor2d(net.logits(a).arraySync()) }, x);
    },
  ],
  [
    'explanations of other images',
    'invalid-argument',
    async () => averageDrop(gapNet(), images(3), await explain(gapNet(), x)),
  ],
])('%s: %s', async (_, code, work) => {
  expect(await codeOf(work)).toBe(code);
});

test('a tap that the network leads around can’t be cut', async () => {
  const input = tfl.input({ shape: [6, 6, 2] });
  const layers = sequential(
    residual('join', conv2d('branch', { filters: 2, kernel: 3, pad: 1 }), identity),
    globalAveragePool('pool'),
    dense('logits', 2),
  );
  const model = tfl.model({ inputs: input, outputs: layers(input) });
  expect(await codeOf(() => splitAt(model, 'branch', { kind: 'multi-class' }))).toBe('invalid-model');
  const cut = splitAt(model, 'join', { kind: 'multi-class' });
  expect(await explain(cut, tf.ones([1, 6, 6, 2]))).toHaveLength(1);
});

test('an error leaves nothing on the device', async () => {
  const net = deepNet();
  const before = tf.memory().numTensors;
  await codeOf(() => explain(net, x, { target: 9 }));
  await codeOf(() => explain(net, x, { target: [0, 0, 0] }));
  await codeOf(() => explain(net, x, { method: cam() }));
  expect(tf.memory().numTensors).toBe(before);
});

describe('a map without positive evidence', () => {
  test('is zeros once normalized, and flagged', async () => {
    const [flat] = await explain(gapNet({ scale: 0 }), images(1), { target: 0 });
    expect(flat!.degenerate).toBe(true);
    expect(flat!.maximum).toBe(0);
    expect([...normalize(flat!.map).data]).toEqual(Array.from({ length: 24 }, () => 0));
  });

  test('keeps its negative values in the raw map', () => {
    const map = { height: 1, width: 2, data: Float32Array.of(-1, -2) };
    expect([...normalize(map).data]).toEqual([0, 0]);
  });

  test('comes of an image in which nothing is seen', async () => {
    const dead: Cut = { ...gapNet(), features: (images) => tf.zeros([images.shape[0], 4, 6, 5]) };
    for (const method of [scoreCam(), undefined]) {
      const [flat] = await explain(dead, images(1), method === undefined ? {} : { method });
      expect([...flat!.map.data].every((value) => value === 0)).toBe(true);
    }
  });
});

test('a multi-label head has one map for each label that holds, and none where none does', async () => {
  const net = deepNet({ kind: 'multi-label' });
  const explanations = await explainTargets(net, images(6));
  explanations.forEach((list) => {
    const [first] = list;
    const held = [...(first?.logits ?? [])].filter((logit) => logit > 0).length;
    expect(list.length).toBe(held);
    expect(list.every(({ score }) => score > 0)).toBe(true);
  });
  expect(new Set(explanations.map((list) => list.length)).size).toBeGreaterThan(1);
  const top = await explainTargets(net, images(1), { targets: topClasses(2) });
  expect(top[0]!.length).toBe(2);
  expect(top[0]![0]!.score).toBeGreaterThanOrEqual(top[0]![1]!.score);
});
