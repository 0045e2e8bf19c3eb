import '@tensorflow/tfjs-backend-cpu';
import { type Cut, splitAt } from '@convzoo/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { only } from './fixtures/compare.js';
import { givenGradient } from './fixtures/nets.js';
import {
  contrast,
  type Explanation,
  explain,
  finer,
  gradCam,
  gradCamPlusPlus,
  guidedBackprop,
  hiResCam,
  smoothGrad,
} from './index.js';
import { fuse, fuseLayerCam, normalize, upsample } from './maps/index.js';
import { averageDrop, deletion, insertion, zero } from './metrics/index.js';

await tf.setBackend('cpu');

function expectClose(found: ArrayLike<number>, expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(found[i]).toBeCloseTo(value, 4);
  });
}

describe("captum's one-conv net", () => {
  const conv = tfl.layers.conv2d({ filters: 2, kernelSize: 3, name: 'conv1', inputShape: [4, 4, 1] });
  const dense = tfl.layers.dense({ units: 4, name: 'fc1' });
  const net = tfl.sequential({
    layers: [
      conv,
      tfl.layers.activation({ activation: 'relu', name: 'relu1' }),
      // PyTorch flattens channels first.
      tfl.layers.permute({ dims: [3, 1, 2] }),
      tfl.layers.flatten(),
      dense,
    ],
  });
  conv.setWeights([tf.ones([3, 3, 1, 2]), tf.tensor1d([-50, -75])]);
  dense.setWeights([
    tf.tensor2d(
      [1, 1, 1, 1, 1, -1, -1, -1].flatMap((w) => [w, w, w, w]),
      [8, 4],
    ),
    tf.zeros([4]),
  ]);
  const x = tf.reshape<tf.Rank.R4>(tf.range(0, 16), [1, 4, 4, 1]);

  test.each([
    ['conv1', [11.25, 13.5, 20.25, 22.5]],
    ['relu1', [0, 4, 28, 32.5]],
  ] as const)('has its published Grad-CAM at %s, cut out of a tf.layers model', async (layer, expected) => {
    const cut = splitAt(net, layer, { kind: 'multi-class' });
    const { map } = await only(explain(cut, x, { target: 0 }));
    expectClose(map.data, expected);
  });

  test('has its published contributions of each channel at conv1', () => {
    const a = tf.tensor4d([-5, -30, 4, -21, 31, 6, 40, 15], [1, 2, 2, 2]);
    const g = tf.tensor4d([0, 0, 1, 0, 1, -1, 1, -1], [1, 2, 2, 2]);
    const [first, second] = tf.split(gradCam().contributions(a, g), 2, -1);
    expectClose(first!.dataSync(), [-3.75, 3, 23.25, 30]);
    expectClose(second!.dataSync(), [15, 10.5, -3, -7.5]);
  });
});

/** Four channels of 2 x 2, and as many values [2, 2, 4]. */
function fourChannels(...channels: readonly (readonly [number, number, number, number])[]): tf.Tensor3D {
  return tf.transpose(tf.tensor3d(channels.flat(), [4, 2, 2]), [1, 2, 0]);
}

test("xplique's Grad-CAM: activations and gradient {1111} {1100} {1 ½ 00} {½ 000} weigh 1, ½, ⅜, ⅛", async () => {
  const values = fourChannels([1, 1, 1, 1], [1, 1, 0, 0], [1, 0.5, 0, 0], [0.5, 0, 0, 0]);
  const { map } = await only(explain(givenGradient(values), tf.expandDims(values), { target: 0 }));
  const weights = [1, 0.5, 0.375, 0.125];
  expectClose(map.data, [...tf.sum(tf.mul(values, weights), -1).dataSync()]);
});

test('Grad-CAM++ of {1111} {1100} {0000} {½ 000} by equation 19, with the sum of the activations', async () => {
  const values = fourChannels([1, 1, 1, 1], [1, 1, 0, 0], [0, 0, 0, 0], [0.5, 0, 0, 0]);
  const { map } = await only(
    explain(givenGradient(values), tf.expandDims(values), { target: 0, method: gradCamPlusPlus() }),
  );
  // wₖ = Σ g / (2 + g S) with S = 4, 2, 0, ½.
  const weights = [4 / 6, 2 / 4, 0, 0.5 / 2.25];
  expectClose(map.data, [...tf.sum(tf.mul(values, weights), -1).dataSync()]);
});

describe("torch-cam's metrics on images whose score is the sum of their pixels", () => {
  const identity = (height: number, width: number): Cut => ({
    ...givenGradient(tf.ones([height, width, 1])),
    shape: [height, width, 1],
  });

  async function pixelsAsMap(cut: Cut, x: tf.Tensor4D): Promise<Explanation> {
    return only(explain(cut, x, { target: 0, method: hiResCam() }));
  }

  test('deletion 1, .3, 0 and insertion 0, .7, 1', async () => {
    const cut = identity(2, 2);
    const x = tf.tensor4d([0.4, 0.3, 0.2, 0.1], [1, 2, 2, 1]);
    const maps = [await pixelsAsMap(cut, x)];
    const options = { steps: 2, measure: 'score', baseline: zero } as const;
    const [deleted] = await deletion(cut, x, maps, options);
    const [inserted] = await insertion(cut, x, maps, options);
    expectClose(deleted!.scores, [1, 0.3, 0]);
    expect(deleted!.area).toBeCloseTo(0.4, 6);
    expectClose(inserted!.scores, [0, 0.7, 1]);
    expect(inserted!.area).toBeCloseTo(0.6, 6);
  });

  test('5 pixels in 3 steps: fractions 0, .4, .8, 1', async () => {
    const cut = identity(1, 5);
    const x = tf.tensor4d([0.3, 0.25, 0.2, 0.15, 0.1], [1, 1, 5, 1]);
    const maps = [await pixelsAsMap(cut, x)];
    const options = { steps: 3, measure: 'score', baseline: zero } as const;
    const [deleted] = await deletion(cut, x, maps, options);
    const [inserted] = await insertion(cut, x, maps, options);
    expectClose(deleted!.fractions, [0, 0.4, 0.8, 1]);
    expect(deleted!.area).toBeCloseTo(0.41, 6);
    expect(inserted!.area).toBeCloseTo(0.59, 6);
  });

  test('average drop .6 and no increase where the map shows the largest pixel alone', async () => {
    const cut = identity(2, 2);
    const x = tf.tensor4d([0.4, 0.3, 0.2, 0.1], [1, 2, 2, 1]);
    const map = { height: 2, width: 2, data: Float32Array.of(1, 0, 0, 0) };
    const explanation = { ...(await pixelsAsMap(cut, x)), map };
    const { drop, increase } = await averageDrop(cut, x, [explanation], { measure: 'score' });
    expect(drop).toBeCloseTo(0.6, 6);
    expect(increase).toBe(0);
  });
});

test("torch-cam's product of two normalized maps", () => {
  const maps = [
    [0, 1, 2, 3],
    [3, 2, 1, 0],
  ].map((values) => normalize({ height: 2, width: 2, data: Float32Array.from(values) }));
  expectClose(fuse(maps, 'product').data, [0, 2 / 9, 2 / 9, 0]);
});

test('LayerCAM joins layers by the maximum of tanh(2 M / max M)', () => {
  const maps = [
    [4, 1],
    [0.5, 1],
  ].map((values) => ({ height: 1, width: 2, data: Float32Array.from(values) }));
  expectClose(fuseLayerCam(maps, 1, 2).data, [Math.tanh(2), Math.tanh(2)]);
  expectClose(fuseLayerCam(maps.slice(0, 1), 1, 2).data, [Math.tanh(2), Math.tanh(0.5)]);
});

test('Finer-CAM combines before it rectifies: 1 - (3 - 1) / 2 leaves nothing', async () => {
  const cut: Cut = {
    ...givenGradient(tf.ones([1, 1, 1])),
    kind: 'multi-class',
    logits: (a) => tf.tidy(() => tf.matMul(tf.reshape(a, [-1, 1]), tf.tensor2d([[1, 3, -1]]))),
  };
  const x = tf.ones<tf.Rank.R4>([1, 1, 1, 1]);
  const together = await only(explain(cut, x, { target: finer(0, { gamma: 1, references: [1, 2] }) }));
  expectClose(together.map.data, [0]);
  expect(together.degenerate).toBe(true);
  const apart = await Promise.all(
    [1, 2].map((other) => only(explain(cut, x, { target: contrast(0, other) }))),
  );
  const rectified = apart.map(({ map }) => Math.max(0, map.data[0]!));
  expectClose(rectified, [0, 2]);
});

test("xplique's guided ReLU: f = -ReLU(x)² has no guided gradient at all", async () => {
  const withRelu = (relu: (x: tf.Tensor) => tf.Tensor): Cut => ({
    ...givenGradient(tf.ones([1, 4, 1])),
    features: (x) => tf.clone(x),
    logits: (a) => tf.tidy(() => tf.reshape(tf.neg(tf.sum(tf.square(relu(a)))), [1, 1])),
    withRelu,
  });
  const x = tf.tensor4d([5, 0, -5, 10], [1, 1, 4, 1]);
  const guided = await only(explain(withRelu(tf.relu), x, { target: 0, method: guidedBackprop() }));
  expectClose(guided.map.data, [0, 0, 0, 0]);
  const plain = await only(
    explain(withRelu(tf.relu), x, { target: 0, method: smoothGrad({ samples: 1, noise: 0 }) }),
  );
  expectClose(plain.map.data, [10, 0, 0, 20]);
});

test('upsampling keeps cell centers, as PyTorch and OpenCV do', () => {
  const map = { height: 2, width: 2, data: Float32Array.of(0, 1, 2, 3) };
  expectClose(
    upsample(map, 4, 4).data,
    [0, 0.25, 0.75, 1, 0.5, 0.75, 1.25, 1.5, 1.5, 1.75, 2.25, 2.5, 2, 2.25, 2.75, 3],
  );
});

test.each([
  [3, 5, 7, 9],
  [7, 7, 32, 32],
  [9, 4, 5, 2],
])('upsampling %i x %i to %i x %i is TensorFlow.js’s with half-pixel centers', (h, w, height, width) => {
  const values = tf.randomUniform<tf.Rank.R4>([1, h, w, 1], -1, 1, 'float32', 3);
  const map = { height: h, width: w, data: new Float32Array(values.dataSync()) };
  expectClose(upsample(map, height, width).data, [
    ...tf.image.resizeBilinear(values, [height, width], false, true).dataSync(),
  ]);
});
