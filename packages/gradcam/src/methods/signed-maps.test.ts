import '@tensorflow/tfjs-backend-cpu';
import type { Cut } from '@convzoo/core';
import { ConvzooError } from '@convzoo/core/errors';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { only, rawMaps, relativeError, sum } from '../fixtures/compare.js';
import { deepNet, gapNet, images } from '../fixtures/nets.js';
import { eigenSmoothed, explain, gradientCam, methods, occlusion, rise, xGradCam } from '../index.js';

await tf.setBackend('cpu');

const swish = (x: tf.Tensor): tf.Tensor => tf.mul(x, tf.sigmoid(x));

/** A network of SiLUs: its map may be negative, and there is no ReLU to replace. */
const silu: Cut = (() => {
  const { withRelu, ...net } = deepNet();
  const { features, logits } = withRelu!(swish);
  return { ...net, features, logits, rectified: false, withRelu: () => silu };
})();

const refused = ['cam', 'xgradcam', 'guided-backprop', 'guided-gradcam'];
const x = images(2);

test('the map of the tests has values of both signs', () => {
  expect(tf.min(silu.features(x)).arraySync()).toBeLessThan(-0.1);
  expect(tf.max(silu.features(x)).arraySync()).toBeGreaterThan(0.1);
});

test.each(
  Object.values({ ...methods, rise: () => rise({ masks: 24 }), occlusion: () => occlusion({ patch: 2 }) })
    .map((method) => method())
    .filter(({ name }) => !refused.includes(name)),
)('$name explains a signed map', async (method) => {
  const before = tf.memory().numTensors;
  const explanations = await explain(silu, x, { method, target: 1 });
  expect(tf.memory().numTensors).toBe(before);
  expect(rawMaps(explanations).some((value) => value !== 0)).toBe(true);
});

test.each(refused)('%s is refused by name, and says what it needs', async (name) => {
  const method = methods[name as 'cam']();
  const before = tf.memory().numTensors;
  const error = await explain(silu, x, { method }).catch((reason: unknown) => reason);
  expect(tf.memory().numTensors).toBe(before);
  expect(ConvzooError.isInstance(error) && [error.code, error.subject]).toEqual([
    'invalid-model',
    expect.stringMatching(/ at relu$/),
  ]);
});

test('what a method needs holds when its channels are combined otherwise', async () => {
  const mine = gradientCam('mine', (a) => tf.clone(a), { needsRectified: true });
  for (const method of [mine, eigenSmoothed(mine), eigenSmoothed(xGradCam())]) {
    await expect(explain(silu, x, { method })).rejects.toThrow('rectified map');
    expect(await explain(deepNet(), x, { method })).toHaveLength(2);
  }
});

describe('on a signed map', () => {
  // A head that is dense on global average pooling, on a map of both signs.
  const net = gapNet();
  const signed: Cut = {
    ...net,
    rectified: false,
    features: (images) => tf.tidy(() => tf.sub(net.features(images), 0.7)),
  };

  test('CAM averages to the logit less its bias, and HiResCAM adds up to it', async () => {
    const image = images(1);
    const cam = await only(explain(signed, image, { method: 'cam', target: 1 }));
    const hires = await only(explain(signed, image, { method: 'hirescam', target: 1 }));
    expect(cam.map.data.some((value) => value < 0)).toBe(true);
    expect(sum(cam.map.data) / cam.map.data.length).toBeCloseTo(cam.score - 0.25, 4);
    expect(sum(hires.map.data)).toBeCloseTo(cam.score - 0.25, 4);
  });

  test('Grad-CAM++ is equation 19', async () => {
    const image = images(1);
    const a = signed.features(image);
    const g = tf.div(tf.reshape(tf.slice(net.linear!(), [0, 1], [-1, 1]), [5]), 24);
    const weights = tf.div(tf.mul(24, tf.relu(g)), tf.add(2, tf.mul(tf.sum(a, [1, 2], true), g)));
    const expected = tf.sum(tf.mul(a, weights), -1).dataSync();
    const { map } = await only(explain(signed, image, { method: 'gradcam++', target: 1 }));
    expect(relativeError(map.data, expected)).toBeLessThan(1e-5);
  });
});
