import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { resolveInputShape } from '../architecture/input-shape.js';
import { multiLabelHead } from '../heads/multi-label.js';
import { relu } from '../layers/activations.js';
import { conv2d } from '../layers/conv2d.js';
import { sequential } from '../layers/layer.js';
import { globalAveragePool } from '../layers/pooling.js';
import { preprocess } from '../preprocess/preprocess.js';
import { classifierBuilder } from './classifier-builder.js';
import { describeModel } from './describe-model.js';
import { checkModelDescription } from './description.js';

const build = classifierBuilder((options) => ({
  name: 'net',
  inputShape: resolveInputShape(options, { size: 6 }),
  features: sequential(conv2d('conv', { filters: 4, kernel: 3, pad: 1 }), relu('map')),
  neck: globalAveragePool('pool'),
}));
const head = multiLabelHead(['cat', 'dog'], { threshold: [0.1, 0.9] });
const images = Float32Array.from({ length: 2 * 6 * 6 * 3 }, (_, i) => Math.sin(i * 0.7));

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('images in an array', () => {
  test('have the logits and the probabilities of the same images in a tensor', async () => {
    const net = build({ head });
    const x = tf.tensor4d(images, [2, 6, 6, 3]);
    const before = tf.memory().numTensors;
    expect(await net.logits(images)).toEqual(await net.logits(x).data());
    expect(await net.predict(images)).toEqual(await net.predict(x).data());
    // The two tensors that were asked for.
    expect(tf.memory().numTensors).toBe(before + 2);
    net.dispose();
  });

  test.each([
    ['no image', 0],
    ['a part of an image', 110],
  ])('%s is refused', async (_, length) => {
    const net = build({ head });
    const expected = { code: 'invalid-shape', expected: 'a multiple of 108 numbers: images of [6, 6, 3]' };
    await expect(net.logits(new Float32Array(length))).rejects.toMatchObject(expected);
    await expect(net.predict(new Float32Array(length))).rejects.toMatchObject(expected);
    net.dispose();
  });
});

describe('classify', () => {
  const photo = {
    data: Uint8Array.from({ length: 300 }, (_, i) => i),
    width: 10,
    height: 10,
    channels: 3,
  } as const;

  test('is the head’s reading of the probabilities', async () => {
    const net = build({ head });
    const scores = await net.predict(preprocess(photo, net.preprocessing));
    expect(await net.classify(photo)).toEqual(head.decode(scores));
    expect(await net.classify([photo, photo], { top: 1 })).toEqual([
      head.decode(scores, { top: 1 }),
      head.decode(scores, { top: 1 }),
    ]);
    expect(await net.classify([])).toEqual([]);
    net.dispose();
  });

  test('needs images for input: five channels take arrays only', async () => {
    const net = build({ head, inputShape: [6, 6, 5] });
    expect(await net.logits(new Float32Array(2 * 6 * 6 * 5))).toHaveLength(4);
    const expected = { code: 'invalid-model', found: '5 channels', subject: 'preprocessing of net' };
    await expect(net.classify(photo)).rejects.toMatchObject(expected);
    expect(() => net.preprocessing).toThrow(expect.objectContaining(expected));
    const described = describeModel(net);
    expect(described).not.toHaveProperty('preprocessing');
    expect(checkModelDescription(JSON.parse(JSON.stringify(described)), 'file')).toEqual(described);
    net.dispose();
  });
});
