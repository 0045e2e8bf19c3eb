import { alexnet } from '@convzoo/alexnet';
import { binaryHead, type ImageClassifier, multiClassHead, multiLabelHead, splitAt } from '@convzoo/core';
import { resnet20 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import { vgg11_bn } from '@convzoo/vgg';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { rawMaps, relativeError } from './fixtures/compare.js';
import { explain, explainSmoothed, layerCam, methods, occlusion, rise } from './index.js';
import { fuseLayerCam } from './maps/index.js';

await useRuntime('wasm');

const nets: Record<string, () => ImageClassifier> = {
  'AlexNet, 3 classes': () =>
    alexnet({ head: multiClassHead(['cat', 'dog', 'bird']), width: 0.125, inputShape: [79, 71] }),
  'VGG-11 with batch norm, several labels': () =>
    vgg11_bn({ head: multiLabelHead(['cat', 'dog', 'bird']), width: 0.125, inputShape: [48, 64] }),
  'ResNet-20, one class': () => resnet20({ head: binaryHead('cat'), width: 0.25, inputShape: [20, 24] }),
};

/** Every method, those with many passes shortened. */
const all = Object.values({
  ...methods,
  rise: () => rise({ masks: 8 }),
  occlusion: () => occlusion({ patch: 16, stride: 16 }),
}).map((method) => method());

function images({ architecture }: ImageClassifier, batch: number): tf.Tensor4D {
  return tf.randomNormal([batch, ...architecture.inputShape], 0, 1, 'float32', 7);
}

async function weights({ model }: ImageClassifier): Promise<Float32Array[]> {
  return Promise.all(model.weights.map(async (weight) => Float32Array.from(await weight.read().data())));
}

describe.each(Object.entries(nets))('%s', (_, build) => {
  const net = build();
  const x = images(net, 2);
  const [, height, width] = x.shape;

  test.each(all)('$name explains, and leaves weights, statistics and memory as they were', async (method) => {
    if (method.name === 'cam' && net.lastConv.linear === undefined) return;
    await explain(net.lastConv, x, { method });
    const before = await weights(net);
    const { numTensors } = tf.memory();
    const explanations = await explain(net.lastConv, x, { method });
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(await weights(net)).toEqual(before);
    const [h, w] = net.lastConv.shape;
    for (const { map, maximum, layer } of explanations) {
      expect([
        [h, w],
        [height, width],
      ]).toContainEqual([map.height, map.width]);
      expect(Math.max(...map.data)).toBe(maximum);
      expect(layer).toBe(net.lastConv.name);
    }
    const silent = explanations.every(({ degenerate }) => degenerate);
    expect(rawMaps(explanations).some((value) => value !== 0) || silent).toBe(true);
  });

  test('gives the same through splitAt on its tf.layers model', async () => {
    const { name, kind } = net.lastConv;
    const cut = splitAt(net.model, name, { kind, classes: net.head.classes });
    expect(rawMaps(await explain(cut, x))).toEqual(rawMaps(await explain(net.lastConv, x)));
  });

  test('fuses the maps of all its taps', async () => {
    const maps = [];
    for (const tap of Object.values(net.taps)) {
      const [explanation] = await explain(tap, x, { method: layerCam() });
      maps.push(explanation!.map);
    }
    const { data } = fuseLayerCam(maps, height, width);
    expect(data.length).toBe(height * width);
    expect(Math.max(...data)).toBeLessThanOrEqual(Math.tanh(2) + 1e-6);
    expect(Math.min(...data)).toBeGreaterThanOrEqual(0);
  });
});

test('augmentation smoothing averages what mirrored and scaled images show, in place', async () => {
  const net = nets['AlexNet, 3 classes']!();
  const x = images(net, 1);
  const before = tf.memory().numTensors;
  const [smooth] = await explainSmoothed(net.lastConv, x, {}, [
    { apply: (image) => tf.clone(image), undo: (map) => map },
    {
      apply: (image) => tf.mul(image, 0),
      undo: ({ data, ...size }) => ({ ...size, data: data.map(() => 3) }),
    },
  ]);
  expect(tf.memory().numTensors).toBe(before);
  const [plain] = await explain(net.lastConv, x);
  expect(
    relativeError(
      smooth!.map.data,
      plain!.map.data.map((value) => (value + 3) / 2),
    ),
  ).toBeLessThan(1e-5);
  const [flips] = await explainSmoothed(net.lastConv, x, {});
  const [mirrored] = await explainSmoothed(net.lastConv, tf.reverse(x, 2), {
    target: () => flips!.target,
  });
  const { data, height, width } = mirrored!.map;
  const back = tf.reverse2d(tf.tensor2d(data, [height, width]), 1).dataSync();
  expect(relativeError(back, flips!.map.data)).toBeLessThan(1e-4);
});

test('a network that is not ours can be explained through splitAt', async () => {
  const strange = tfl.sequential({
    layers: [
      tfl.layers.separableConv2d({ filters: 6, kernelSize: 3, inputShape: [12, 10, 1], activation: 'elu' }),
      tfl.layers.averagePooling2d({ poolSize: 2, name: 'middle' }),
      tfl.layers.conv2d({ filters: 4, kernelSize: 3, activation: 'tanh' }),
      tfl.layers.globalMaxPooling2d({}),
      tfl.layers.dropout({ rate: 0.5 }),
      tfl.layers.dense({ units: 3 }),
    ],
  });
  const cut = splitAt(strange, 'middle', { kind: 'multi-class' });
  const x = tf.randomNormal<tf.Rank.R4>([3, 12, 10, 1], 0, 1, 'float32', 8);
  const explanations = await explain(cut, x, { target: [0, 1, 2] });
  expect(explanations.map(({ map }) => [map.height, map.width])).toEqual([
    [5, 4],
    [5, 4],
    [5, 4],
  ]);
  const model = strange.predict(x);
  const expected = Array.isArray(model) ? [] : [...model.dataSync()];
  expect(
    relativeError(
      explanations.flatMap(({ logits }) => [...logits]),
      expected,
    ),
  ).toBeLessThan(1e-5);
});
