import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { binaryHead } from './binary.js';
import { createHead } from './create-head.js';
import type { Head } from './head.js';
import { multiClassHead } from './multi-class.js';
import { multiLabelHead } from './multi-label.js';

let tensors = 0;
beforeEach(async () => {
  await tf.setBackend('cpu');
  tensors = tf.memory().numTensors;
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
  expect(tf.memory().numTensors).toBe(tensors);
});

function loss(head: Head, targets: number[][], logits: number[][]): number {
  return head.loss(tf.tensor2d(targets), tf.tensor2d(logits)).dataSync()[0]!;
}

function gradient(head: Head, targets: number[][], logits: number[][]): number[] {
  const dLogits = tf.grad((x) => head.loss(tf.tensor2d(targets), x as tf.Tensor2D))(tf.tensor2d(logits));
  return [...dLogits.dataSync()];
}

test.each([0, -1, 1.5, 1e12, Number.NaN])('%s is no number of classes', (classes) => {
  expect(() => multiClassHead(classes)).toThrow('expected 1 to 1048576 classes');
});

describe('softmax head', () => {
  const head = multiClassHead(['cat', 'dog', 'cow']);

  test('scores sum to 1 at any logits', () => {
    const scores = head.activate(
      tf.tensor2d([
        [1, 2, 3],
        [100, -100, 0],
        [-100, -100, -100],
      ]),
    );
    for (const sum of tf.sum(scores, 1).dataSync()) expect(sum).toBeCloseTo(1, 6);
  });

  test('loss is -log p', () => {
    const p = Math.exp(2) / (Math.exp(1) + Math.exp(2) + Math.exp(3));
    expect(loss(head, [[0, 1, 0]], [[1, 2, 3]])).toBeCloseTo(-Math.log(p), 5);
  });

  test('loss and gradient stay right where probabilities round to 0', () => {
    expect(loss(head, [[0, 1, 0]], [[100, -100, 0]])).toBeCloseTo(200, 3);
    expect(gradient(head, [[0, 1, 0]], [[100, -100, 0]])).toEqual(
      [1, -1, 0].map((g) => expect.closeTo(g, 5)),
    );
    expect(loss(head, [[1, 0, 0]], [[100, -100, -100]])).toBe(0);
  });

  test('label smoothing spreads the target', () => {
    const smoothed = multiClassHead(3, { labelSmoothing: 0.3 });
    const logits = [1, 2, 4];
    const logSum = Math.log(logits.reduce((sum, z) => sum + Math.exp(z), 0));
    const expected = -[0.1, 0.8, 0.1].reduce((sum, q, i) => sum + q * (logits[i]! - logSum), 0);
    expect(loss(smoothed, [[0, 1, 0]], [logits])).toBeCloseTo(expected, 5);
  });

  test('class weights make a weighted mean, as in PyTorch', () => {
    const weighted = multiClassHead(2, { classWeights: [1, 3] });
    const a = loss(multiClassHead(2), [[1, 0]], [[0.5, -1]]);
    const b = loss(multiClassHead(2), [[0, 1]], [[2, 1]]);
    expect(
      loss(
        weighted,
        [
          [1, 0],
          [0, 1],
        ],
        [
          [0.5, -1],
          [2, 1],
        ],
      ),
    ).toBeCloseTo((a + 3 * b) / 4, 5);
  });

  test('encodes a class by name or index and refuses anything else', () => {
    expect([...head.encode('dog')]).toEqual([0, 1, 0]);
    expect([...head.encode(2)]).toEqual([0, 0, 1]);
    expect(() => head.encode('dgo')).toThrow('Did you mean "dog"?');
    expect(() => head.encode(3)).toThrow('an integer from 0 to 2, found 3');
    expect(() => head.encode(['cat', 'dog'])).toThrow('one class');
    expect(() => head.encode(true)).toThrow('one class');
  });

  test('decodes the best class, or the best k', () => {
    expect(head.decode([0.2, 0.5, 0.3])).toEqual([{ label: 'dog', index: 1, score: 0.5 }]);
    expect(head.decode([0.2, 0.5, 0.3], { top: 2 }).map(({ label }) => label)).toEqual(['dog', 'cow']);
    expect(head.decode([0.2, 0.5, 0.3], { top: 9 })).toHaveLength(3);
  });

  test('counts a sample as right by the rank of its class', () => {
    const six = multiClassHead(6);
    const targets = tf.tensor2d([six.encode(0), six.encode(0), six.encode(5)].map((row) => [...row]));
    const scores = tf.tensor2d([
      [9, 1, 2, 3, 4, 5],
      [5, 6, 1, 1, 1, 1],
      [6, 5, 4, 3, 2, 1],
    ]);
    expect([...six.metrics.accuracy!(targets, scores).dataSync()]).toEqual([1, 0, 0]);
    expect([...six.metrics.top5Accuracy!(targets, scores).dataSync()]).toEqual([1, 1, 0]);
  });
});

describe('sigmoid head', () => {
  const head = multiLabelHead(['dog', 'sofa', 'blinds'], { threshold: [0.5, 0.9, 0.1] });

  test('scores are judged one by one', () => {
    const scores = head.activate(tf.tensor2d([[0, 100, -100]])).dataSync();
    expect([...scores]).toEqual([0.5, 1, 0].map((score) => expect.closeTo(score, 6)));
  });

  test('loss is the mean of -log p or -log(1 - p), finite at the extremes', () => {
    const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
    const expected = -(Math.log(sigmoid(1)) + Math.log(1 - sigmoid(2)) + Math.log(1 - sigmoid(-3))) / 3;
    expect(loss(head, [[1, 0, 0]], [[1, 2, -3]])).toBeCloseTo(expected, 5);
    expect(loss(head, [[0, 1, 1]], [[100, -100, 100]])).toBeCloseTo(200 / 3, 3);
  });

  test('the gradient is (p - t) / n at every logit, 0 included', () => {
    const gradients = gradient(head, [[1, 0, 1]], [[0, 0, -100]]);
    expect(gradients).toEqual([-0.5 / 3, 0.5 / 3, -1 / 3].map((g) => expect.closeTo(g, 6)));
  });

  test('positive weights count positives only', () => {
    const weighted = multiLabelHead(1, { positiveWeights: [5] });
    const plain = multiLabelHead(1);
    expect(loss(weighted, [[1]], [[0.3]])).toBeCloseTo(5 * loss(plain, [[1]], [[0.3]]), 5);
    expect(loss(weighted, [[0]], [[0.3]])).toBeCloseTo(loss(plain, [[0]], [[0.3]]), 6);
  });

  test('label smoothing moves targets towards a half', () => {
    const smoothed = multiLabelHead(1, { labelSmoothing: 0.2 });
    expect(loss(smoothed, [[1]], [[2]])).toBeCloseTo(loss(multiLabelHead(1), [[0.9]], [[2]]), 6);
  });

  test('encodes a set of labels, the empty one too', () => {
    expect([...head.encode(['blinds', 0])]).toEqual([1, 0, 1]);
    expect([...head.encode([])]).toEqual([0, 0, 0]);
    expect([...head.encode('sofa')]).toEqual([0, 1, 0]);
    expect(() => head.encode(true)).toThrow('a list of classes');
  });

  test('decodes what reaches its own threshold, or the best k', () => {
    expect(head.decode([0.6, 0.8, 0.2]).map(({ label }) => label)).toEqual(['dog', 'blinds']);
    expect(head.decode([0.1, 0.1, 0.05])).toEqual([]);
    expect(head.decode([0.1, 0.2, 0.05], { top: 1 }).map(({ label }) => label)).toEqual(['sofa']);
  });

  test('counts exact matches and single labels by those thresholds', () => {
    const targets = tf.tensor2d([
      [1, 0, 1],
      [1, 1, 0],
    ]);
    const scores = tf.tensor2d([
      [0.6, 0.8, 0.2],
      [0.6, 0.8, 0.2],
    ]);
    expect([...head.metrics.exactMatch!(targets, scores).dataSync()]).toEqual([1, 0]);
    expect([...head.metrics.labelAccuracy!(targets, scores).dataSync()]).toEqual(
      [1, 1 / 3].map((a) => expect.closeTo(a, 6)),
    );
  });
});

describe('binary head', () => {
  const head = binaryHead('dog', { threshold: 0.7 });

  test('has one logit', () => {
    expect(head.units).toBe(1);
    expect(head.kind).toBe('binary');
  });

  test('encodes yes and no in every form', () => {
    for (const yes of [true, 1, 'dog', ['dog']]) expect([...head.encode(yes)]).toEqual([1]);
    for (const no of [false, 0, []]) expect([...head.encode(no)]).toEqual([0]);
    expect(() => head.encode('cat')).toThrow('"dog"');
    expect(() => head.encode(2)).toThrow('1 or 0');
  });

  test('decodes to the class or to nothing', () => {
    expect(head.decode([0.8])).toEqual([{ label: 'dog', index: 0, score: 0.8 }]);
    expect(head.decode([0.6])).toEqual([]);
  });

  test('accuracy follows the threshold', () => {
    const accuracy = head.metrics.accuracy!(tf.tensor2d([[1], [0], [1]]), tf.tensor2d([[0.8], [0.6], [0.6]]));
    expect([...accuracy.dataSync()]).toEqual([1, 1, 0]);
  });
});

describe('createHead', () => {
  test.each(['binary', 'multi-class', 'multi-label'] as const)('gives a head of kind %s', (kind) => {
    const head = createHead(kind, ['cat']);
    expect(head.kind).toBe(kind);
    expect(head.classes).toEqual(['cat']);
  });

  test.each(['binary', 'multi-label'] as const)('keeps the thresholds of a head of kind %s', (kind) => {
    const head = createHead(kind, ['cat'], { thresholds: [0.9] });
    expect(head.thresholds).toEqual([0.9]);
    expect(head.decode([0.8])).toEqual([]);
    expect(createHead(kind, ['cat']).thresholds).toEqual([0.5]);
  });

  test('gives no multi-class head thresholds', () => {
    expect(() => createHead('multi-class', ['cat'], { thresholds: [0.9] })).toThrow(/no thresholds/);
    expect(createHead('multi-class', ['cat']).thresholds).toBeUndefined();
  });

  test('gives no binary head for two classes', () => {
    expect(() => createHead('binary', ['cat', 'dog'])).toThrow(/expected one class, found 2/);
  });
});

describe('options that make no sense', () => {
  test.each([
    ['no classes', () => multiClassHead([])],
    ['no classes, counted', () => multiClassHead(0)],
    ['a class twice', () => multiClassHead(['a', 'a'])],
    ['smoothing of 1', () => multiClassHead(2, { labelSmoothing: 1 })],
    ['smoothing of NaN', () => multiLabelHead(2, { labelSmoothing: Number.NaN })],
    ['too few weights', () => multiClassHead(2, { classWeights: [1] })],
    ['a negative weight', () => multiLabelHead(2, { positiveWeights: [1, -1] })],
    ['an infinite weight', () => binaryHead('a', { positiveWeight: Number.POSITIVE_INFINITY })],
    ['a threshold above 1', () => multiLabelHead(1, { threshold: 2 })],
  ])('%s is an error', (_, make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});
