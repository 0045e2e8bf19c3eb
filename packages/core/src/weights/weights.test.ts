import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Architecture } from '../architecture/architecture.js';
import { defineArchitecture } from '../architecture/define.js';
import { createClassifier } from '../classifier/create-classifier.js';
import { ConvzooError } from '../errors/index.js';
import { multiClassHead } from '../heads/multi-class.js';
import { torchDefault } from '../init/distributions.js';
import { relu } from '../layers/activations.js';
import { batchNorm } from '../layers/batch-norm.js';
import { conv2d } from '../layers/conv2d.js';
import { sequential } from '../layers/layer.js';
import { globalAveragePool } from '../layers/pooling.js';
import type { HostTensor, StateDict } from '../state-dict/state-dict.js';
import { torchLayout, transpose } from '../state-dict/torch-layout.js';
import { closedFormWeights } from '../testing/closed-form.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

function tiny(channels = 3): Architecture {
  return defineArchitecture({
    name: 'tiny',
    inputShape: [6, 6, channels],
    features: sequential(conv2d('conv', { filters: 4, kernel: 3, pad: 1 }), batchNorm('bn'), relu('map')),
    neck: globalAveragePool('pool'),
    stateDict: {
      module: (layer) => (layer === 'logits' ? 'fc' : layer),
      canonicalKey: (key) => key.replace(/^linear\./, 'fc.'),
    },
    initialize: torchDefault,
  });
}

const head = multiClassHead(2);
const x = tf.ones<tf.Rank.R4>([1, 6, 6, 3]);

async function source(change: (weights: Map<string, HostTensor>) => void = () => {}): Promise<StateDict> {
  const classifier = createClassifier(tiny(), { head });
  const weights = new Map(closedFormWeights(await classifier.stateDict()));
  classifier.dispose();
  change(weights);
  return weights;
}

function float32(shape: number[], value = 0): HostTensor {
  return {
    dtype: 'float32',
    shape,
    data: new Float32Array(shape.reduce((product, n) => product * n, 1)).fill(value),
  };
}

describe('loading', () => {
  test('names every missing, unexpected and misshaped key, and changes nothing', async () => {
    const weights = await source((map) => {
      map.delete('bn.weight');
      map.delete('fc.bias');
      map.set('extra', float32([1]));
      map.set('conv.weight', float32([4, 3, 5, 5]));
    });
    const classifier = createClassifier(tiny(), { head });
    const before = classifier.logits(x).dataSync().join();
    let error: unknown;
    try {
      classifier.loadStateDict(weights);
    } catch (caught) {
      error = caught;
    }
    if (!ConvzooError.isInstance(error)) throw new Error('expected a ConvzooError');
    expect(error.code).toBe('weights-mismatch');
    for (const part of [
      'bn.weight',
      'fc.bias',
      'extra',
      'conv.weight [4, 3, 5, 5] instead of [4, 3, 3, 3]',
    ]) {
      expect(error.message).toContain(part);
    }
    expect(classifier.logits(x).dataSync().join()).toBe(before);
  });

  test('refuses NaN and infinity by name', async () => {
    const weights = await source((map) => map.set('bn.bias', float32([4], Number.NaN)));
    expect(() => createClassifier(tiny(), { head, weights })).toThrow(
      expect.objectContaining({ code: 'invalid-weights', message: expect.stringContaining('bn.bias') }),
    );
  });

  test.each([[[]], [[4]], [[4, 3]]])('refuses a first kernel of shape %j', async (shape) => {
    const weights = await source((map) => map.set('conv.weight', float32(shape)));
    const classifier = createClassifier(tiny(), { head });
    expect(() => classifier.loadStateDict(weights)).toThrow(
      `1 of another shape: conv.weight [${shape.join(', ')}] instead of [4, 3, 3, 3]`,
    );
    classifier.dispose();
  });

  test('a failed construction frees its weights', async () => {
    const weights = await source((map) => map.delete('conv.bias'));
    const before = tf.memory().numTensors;
    expect(() => createClassifier(tiny(), { head, weights })).toThrow('conv.bias');
    expect(tf.memory().numTensors).toBe(before);
  });

  test('understands another project’s spelling', async () => {
    const weights = await source((map) => {
      for (const part of ['weight', 'bias']) {
        map.set(`linear.${part}`, map.get(`fc.${part}`)!);
        map.delete(`fc.${part}`);
      }
    });
    const a = createClassifier(tiny(), { head, weights });
    const b = createClassifier(tiny(), { head, weights: await source() });
    expect([...a.logits(x).dataSync()]).toEqual([...b.logits(x).dataSync()]);
  });

  test('takes dense weights kept as a convolution', async () => {
    const weights = await source((map) => {
      const fc = map.get('fc.weight')!;
      if (fc.dtype === 'float32') map.set('fc.weight', { ...fc, shape: [2, 4, 1, 1] });
    });
    const a = createClassifier(tiny(), { head, weights });
    const b = createClassifier(tiny(), { head, weights: await source() });
    expect([...a.logits(x).dataSync()]).toEqual([...b.logits(x).dataSync()]);
  });

  test('a backbone goes under any head, whatever the source’s head was', async () => {
    const backbone = await source();
    const classifier = createClassifier(tiny(), { head: multiClassHead(7), backbone });
    const full = createClassifier(tiny(), { head, weights: backbone });
    expect([...classifier.lastConv.features(x).dataSync()]).toEqual([
      ...full.lastConv.features(x).dataSync(),
    ]);
    expect(() => createClassifier(tiny(), { head: multiClassHead(7), weights: backbone })).toThrow(
      'fc.weight [2, 4] instead of [7, 4]',
    );
  });

  test('inference sees new weights at once', async () => {
    const classifier = createClassifier(tiny(), { head });
    classifier.logits(x);
    const weights = await source();
    classifier.loadStateDict(weights);
    const fresh = createClassifier(tiny(), { head, weights });
    expect([...classifier.logits(x).dataSync()]).toEqual([...fresh.logits(x).dataSync()]);
  });
});

describe('RGB weights on other inputs', () => {
  test('a gray image gives what the same image in three channels gives', async () => {
    const weights = await source();
    const color = createClassifier(tiny(), { head, weights });
    const gray = createClassifier(tiny(1), { head, weights });
    const image = tf.randomUniform<tf.Rank.R4>([1, 6, 6, 1], 0, 1, 'float32', 1);
    const expected = [...color.logits(tf.tile(image, [1, 1, 1, 3])).dataSync()];
    expect([...gray.logits(image).dataSync()]).toEqual(expected.map((value) => expect.closeTo(value, 4)));
  });

  test('six channels keep the scale', async () => {
    const weights = await source();
    const color = createClassifier(tiny(), { head, weights });
    const six = createClassifier(tiny(6), { head, weights });
    const image = tf.randomUniform<tf.Rank.R4>([1, 6, 6, 3], 0, 1, 'float32', 1);
    const expected = [...color.logits(image).dataSync()];
    expect([...six.logits(tf.concat([image, image], 3)).dataSync()]).toEqual(
      expected.map((value) => expect.closeTo(value, 4)),
    );
  });
});

describe('layout', () => {
  test('a conv kernel goes to PyTorch’s order and back', () => {
    // [height 1, width 2, in 2, out 2], value = 100·column + 10·in + out
    const ours = Float32Array.of(0, 1, 10, 11, 100, 101, 110, 111);
    const layout = torchLayout('kernel', [1, 2, 2, 2]);
    expect(layout.shape).toEqual([2, 2, 1, 2]);
    expect([...layout.toTorch(ours)]).toEqual([0, 100, 10, 110, 1, 101, 11, 111]);
    expect([...layout.fromTorch(layout.toTorch(ours))]).toEqual([...ours]);
  });

  test('a matrix larger than a tile is transposed', () => {
    const [rows, columns] = [45, 70];
    const matrix = Float32Array.from({ length: rows * columns }, (_, i) => i);
    const turned = transpose(matrix, rows, columns);
    expect(turned[3 * rows + 41]).toBe(matrix[41 * columns + 3]);
    expect([...transpose(turned, columns, rows)]).toEqual([...matrix]);
  });
});
