import { type HostTensor, type ImageClassifier, multiLabelHead } from '@convzoo/core';
import { float32FromBase64 } from '@convzoo/core/testing';
import { resnet20 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { digitScenes, perScene, side } from './fixtures/digit-scenes.js';
import fixture from './fixtures/digits.json' with { type: 'json' };
import {
  ablationCam,
  eigenGradCam,
  elementWiseGradCam,
  explain,
  explainTargets,
  gradCam,
  gradCamPlusPlus,
  hiResCam,
  layerCam,
  type Method,
  randomCam,
  shapleyCam,
  xGradCam,
} from './index.js';
import { upsample } from './maps/index.js';
import {
  type Curve,
  cascade,
  deletion,
  energyPointingGame,
  insertion,
  pointingGame,
  randomizationCheck,
  zero,
} from './metrics/index.js';

// A small ResNet that tools/train-digits.mjs taught which digits a scene of four shows.
await useRuntime('wasm');

const classes = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

function network(seed: number): ImageClassifier {
  return resnet20({ head: multiLabelHead(classes), width: 0.25, inputShape: [side, side, 1], seed });
}

async function trainedNetwork(): Promise<ImageClassifier> {
  const net = network(0);
  const stateDict = new Map(await net.stateDict());
  for (const [key, { shape, data }] of Object.entries(fixture.weights)) {
    stateDict.set(key, { dtype: 'float32', shape, data: float32FromBase64(data) } satisfies HostTensor);
  }
  net.loadStateDict(stateDict);
  return net;
}

const trained = await trainedNetwork();
const scenes = digitScenes(60, 'test', 'pointing game');
const x = tf.tensor4d(Float32Array.from(scenes.flatMap(({ pixels }) => [...pixels])), [
  scenes.length,
  side,
  side,
  1,
]);
/** Fraction of the scene that a digit's box takes: how often a random place hits. */
const chance =
  scenes
    .flatMap(({ digits }) => digits.map(({ box }) => (box.right - box.left) * (box.bottom - box.top)))
    .reduce((sum, area) => sum + area, 0) /
  (scenes.length * perScene * side ** 2);

/** How often the highest place is in the box of the digit asked for, and how much of the map. */
async function play(net: ImageClassifier, method: Method): Promise<{ hits: number; energy: number }> {
  let [hits, energy] = [0, 0];
  for (const [i, { digits }] of scenes.entries()) {
    const scene = tf.slice<tf.Rank.R4, tf.Tensor4D>(x, [i, 0, 0, 0], [1, -1, -1, -1]);
    const targets = digits.map(({ digit }) => digit);
    const [explanations] = await explainTargets(net.lastConv, scene, { method, targets });
    explanations!.forEach(({ map }, d) => {
      const large = upsample(map, side, side);
      hits += pointingGame(large, [digits[d]!.box], 0) ? 1 : 0;
      energy += energyPointingGame(large, [digits[d]!.box]);
    });
    scene.dispose();
  }
  const count = scenes.length * perScene;
  return { hits: hits / count, energy: energy / count };
}

test('the network knows which digits are there', async () => {
  const explanations = await explain(trained.lastConv, x);
  const right = explanations.map(({ logits }, i) => {
    const truth = new Set(scenes[i]!.digits.map(({ digit }) => digit));
    return [...logits].filter((logit, digit) => logit > 0 === truth.has(digit)).length / classes.length;
  });
  expect(right.reduce((sum, share) => sum + share, 0) / right.length).toBeGreaterThan(0.9);
});

describe('the pointing game', () => {
  test.each([
    gradCam(),
    gradCamPlusPlus(),
    hiResCam(),
    elementWiseGradCam(),
    xGradCam(),
    layerCam(),
    eigenGradCam(),
    shapleyCam(),
    ablationCam(),
  ])('$name is far above chance', async (method) => {
    const { hits, energy } = await play(trained, method);
    expect(hits).toBeGreaterThan(4 * chance);
    expect(energy).toBeGreaterThan(2 * chance);
  });

  test('random weights of the channels find some digit, not the one asked for', async () => {
    expect((await play(trained, randomCam())).hits).toBeLessThan(1.3 / perScene);
  });

  test('neither is a network that has learned nothing', async () => {
    const games = [];
    for (const seed of [1, 2, 3]) {
      const untrained = network(seed);
      games.push((await play(untrained, gradCam())).hits);
      untrained.dispose();
    }
    expect(games.reduce((sum, hits) => sum + hits, 0) / games.length).toBeLessThan(2 * chance);
  });
});

test('Grad-CAM passes the sanity check: its maps change as weights are randomized', async () => {
  const copy = await trainedNetwork();
  const fresh = network(9);
  const few = tf.slice<tf.Rank.R4, tf.Tensor4D>(x, [0, 0, 0, 0], [8, -1, -1, -1]);
  const stages = await randomizationCheck(copy.lastConv, few, cascade(copy.model, fresh.model));
  const layersWithWeights = copy.model.layers.filter((layer) => layer.weights.length > 0);
  expect(stages.map(({ layer }) => layer)).toEqual(layersWithWeights.map(({ name }) => name).reverse());
  for (const { spearman, ssim } of stages) expect(Math.max(spearman, ssim)).toBeLessThan(0.6);
  expect(Math.abs(stages.at(-1)!.spearman)).toBeLessThan(0.4);
  const logits = await Promise.all(
    [copy, fresh].map(async (net) => (await explain(net.lastConv, few))[0]!.logits),
  );
  expect(logits[0]).toEqual(logits[1]);
  for (const net of [copy, fresh]) net.dispose();
});

test('deletion and insertion find Grad-CAM more faithful than random weights', async () => {
  const few = tf.slice<tf.Rank.R4, tf.Tensor4D>(x, [0, 0, 0, 0], [12, -1, -1, -1]);
  const options = { steps: 16 };
  const areas = async (method: Method): Promise<[deletion: number, insertion: number]> => {
    const explanations = await explain(trained.lastConv, few, { method });
    const mean = (curves: readonly Curve[]): number =>
      curves.reduce((sum, { area }) => sum + area, 0) / curves.length;
    return [
      mean(await deletion(trained.lastConv, few, explanations, options)),
      mean(await insertion(trained.lastConv, few, explanations, { ...options, baseline: zero })),
    ];
  };
  const [gradient, random] = [await areas(gradCam()), await areas(randomCam())];
  expect(gradient[0]).toBeLessThan(random[0] - 0.1);
  expect(gradient[1]).toBeGreaterThan(random[1] + 0.1);
});
