import '@tensorflow/tfjs-backend-cpu';
import type { Cut } from '@convzoo/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { normalizedMaps, rawMaps, relativeError, sum } from './fixtures/compare.js';
import { deepNet, flatNet, gapNet, images } from './fixtures/nets.js';
import {
  ablationCam,
  cam,
  type Explanation,
  elementWiseGradCam,
  explain,
  explainTargets,
  finer,
  gradCam,
  gradCamPlusPlus,
  hiResCam,
  labelSet,
  layerCam,
  type Method,
  methods,
  negative,
  occlusion,
  probability,
  randomCam,
  residualSoftmax,
  rise,
  scoreCam,
  shapleyCam,
  type TargetLike,
  xGradCam,
} from './index.js';
import { normalize } from './maps/index.js';
import { classTarget } from './targets/targets.js';

await tf.setBackend('cpu');

const x = images(3);
const exact = 1e-5;
const places = 4 * 6;
const gradientFamily = [
  gradCam(),
  gradCamPlusPlus(),
  hiResCam(),
  elementWiseGradCam(),
  xGradCam(),
  layerCam(),
];
/** Every method, those with many passes shortened. */
const all = Object.values({
  ...methods,
  rise: () => rise({ masks: 24 }),
  occlusion: () => occlusion({ patch: 2 }),
})
  .map((method) => method())
  .filter(({ name }) => name !== 'cam');

async function raw(cut: Cut, method: Method, target?: TargetLike, batch = x): Promise<number[]> {
  return rawMaps(await explain(cut, batch, { method, ...(target === undefined ? {} : { target }) }));
}

async function normalized(cut: Cut, method: Method, target?: TargetLike): Promise<number[]> {
  return normalizedMaps(await explain(cut, x, { method, ...(target === undefined ? {} : { target }) }));
}

describe('a head that is dense on global average pooling', () => {
  const net = gapNet();

  test('makes Grad-CAM, times the number of places, equal CAM', async () => {
    const scaled = (await raw(net, gradCam())).map((value) => value * places);
    expect(relativeError(scaled, await raw(net, cam()))).toBeLessThan(exact);
  });

  test.each([hiResCam(), xGradCam()])('makes $name equal Grad-CAM', async (method) => {
    expect(relativeError(await raw(net, method), await raw(net, gradCam()))).toBeLessThan(exact);
  });

  test('gives LayerCAM and Grad-CAM++ in closed form', async () => {
    const [a, w] = [net.features(x), net.linear!()];
    const kernel = tf.slice(w, [0, 1], [-1, 1]);
    const g = tf.div(tf.reshape(kernel, [5]), places);
    const layer = tf.sum(tf.mul(a, tf.relu(g)), -1);
    const sums = tf.sum(a, [1, 2], true);
    const weights = tf.div(tf.mul(places, tf.relu(g)), tf.add(2, tf.mul(sums, g)));
    const plusPlus = tf.sum(tf.mul(a, weights), -1);
    expect(relativeError(await raw(net, layerCam(), 'dog'), layer.dataSync())).toBeLessThan(exact);
    expect(relativeError(await raw(net, gradCamPlusPlus(), 'dog'), plusPlus.dataSync())).toBeLessThan(exact);
  });

  test('gives Ablation-CAM in closed form: the drop is W · mean A', async () => {
    const a = net.features(x);
    const w = tf.slice(net.linear!(), [0, 2], [-1, 1]);
    const drops = tf.mul(tf.mean(a, [1, 2], true), tf.reshape(w, [5]));
    const expected = tf.sum(tf.mul(a, drops), -1).dataSync();
    expect(relativeError(await raw(net, ablationCam(), 'bird'), expected)).toBeLessThan(exact);
  });

  test('keeps the normalized map when the weights of the class are scaled', async () => {
    const expected = await normalized(net, gradCam(), 0);
    expect(relativeError(await normalized(gapNet({ scale: 7 }), gradCam(), 0), expected)).toBeLessThan(exact);
  });

  test('keeps the map when channels and their weights are permuted', async () => {
    const permuted = gapNet({ order: [3, 0, 4, 1, 2] });
    for (const method of [...gradientFamily, cam(), methods.eigencam(), scoreCam(), ablationCam()]) {
      const expected = await raw(net, method, 1);
      expect(relativeError(await raw(permuted, method, 1), expected), method.name).toBeLessThan(1e-4);
    }
  });

  test('gives zeros, flagged and without NaN, where the weights of the class are zero', async () => {
    const dead = gapNet({ scale: 0 });
    const withoutScores = all.filter(
      ({ name }) => !['eigencam', 'scorecam', 'random', 'rise'].includes(name),
    );
    for (const method of withoutScores.filter(({ name }) => !name.startsWith('guided'))) {
      for (const explanation of await explain(dead, x, { method, target: 0 })) {
        expect(
          [...explanation.map.data].every((value) => value === 0),
          method.name,
        ).toBe(true);
        expect(explanation.degenerate, method.name).toBe(true);
        expect([...normalize(explanation.map).data].every((value) => value === 0)).toBe(true);
      }
    }
  });
});

describe('a head of one dense layer on all places', () => {
  const net = flatNet();

  test('makes HiResCAM add up to the logit less its bias, and Grad-CAM not', async () => {
    for (const [method, complete] of [
      [hiResCam(), true],
      [gradCam(), false],
    ] as const) {
      for (const { map, logits } of await explain(net, x, { method, target: 1 })) {
        const error = Math.abs(sum(map.data) + 0.25 - logits[1]!);
        expect(error < 1e-4, `${method.name} ${error}`).toBe(complete);
      }
    }
  });

  test('makes Shapley-CAM equal Grad-CAM for a logit, which has no curvature', async () => {
    expect(relativeError(await raw(net, shapleyCam(), 1), await raw(net, gradCam(), 1))).toBeLessThan(1e-3);
  });
});

test('XGrad-CAM adds up to Σ g A on a rectified map', async () => {
  const net = deepNet();
  const gradients = await explain(net, x, { method: hiResCam(), target: 2 });
  const maps = await explain(net, x, { method: xGradCam(), target: 2 });
  maps.forEach(({ map }, i) => {
    expect(sum(map.data)).toBeCloseTo(sum(gradients[i]!.map.data), 4);
  });
});

test('a sigmoid on the logit leaves the normalized Grad-CAM, a softmax does not', async () => {
  const net = deepNet();
  const logit = await normalized(net, gradCam(), 1);
  const sigmoid = await normalized(net, gradCam(), (logits) => {
    const p = 1 / (1 + Math.exp(-logits[1]!));
    return {
      label: 'sigmoid',
      favors: [1],
      opposes: [],
      score: (values) => 1 / (1 + Math.exp(-values[1]!)),
      gradient: (values) => Float32Array.from(values, (_, i) => (i === 1 ? p * (1 - p) : 0)),
    };
  });
  expect(relativeError(sigmoid, logit)).toBeLessThan(exact);
  expect(relativeError(await normalized(net, gradCam(), probability(1)), logit)).toBeGreaterThan(0.05);
});

test('Finer-CAM with γ = 0 explains the class alone', async () => {
  const net = deepNet();
  const expected = await raw(net, gradCam(), 0);
  expect(relativeError(await raw(net, gradCam(), finer(0, { gamma: 0 })), expected)).toBe(0);
});

test('the raw map of a set of labels is the sum of theirs', async () => {
  const net = deepNet({ kind: 'multi-label' });
  const [cat, bird] = [await raw(net, gradCam(), 'cat'), await raw(net, gradCam(), 'bird')];
  const both = await raw(net, gradCam(), labelSet(['cat', 'bird']));
  expect(
    relativeError(
      both,
      cat.map((value, i) => value + bird[i]!),
    ),
  ).toBeLessThan(exact);
});

describe('a binary head', () => {
  const net = deepNet({ kind: 'binary', units: 1 });

  test('has the negated raw map for the other answer, yet maps that do not complement each other', async () => {
    const yes = await explain(net, x, { target: true });
    const no = await explain(net, x, { target: false });
    expect(
      relativeError(
        rawMaps(no),
        rawMaps(yes).map((value) => -value),
      ),
    ).toBe(0);
    const inner = await raw(net, layerCam(), false);
    expect(
      relativeError(
        inner,
        (await raw(net, layerCam(), true)).map((v) => -v),
      ),
    ).toBeGreaterThan(0.1);
  });

  test('explains what it decided, whichever it is', async () => {
    for (const { logits, score, target } of await explain(net, images(8))) {
      expect(target.label).toBe(logits[0]! > 0 ? 'cat' : 'not cat');
      expect(score).toBeCloseTo(Math.abs(logits[0]!), 5);
    }
  });
});

test('negative evidence is the evidence of the negated score, before a method rectifies', async () => {
  const net = deepNet();
  const positive = await raw(net, gradCam(), 1);
  expect(
    relativeError(
      await raw(net, gradCam(), negative(1)),
      positive.map((v) => -v),
    ),
  ).toBe(0);
});

test('Shapley-CAM adds half the curvature of the score, here that of the softmax, in closed form', async () => {
  const net = gapNet();
  const target = 0;
  const w = net.linear!().arraySync();
  const image = images(1);
  const means = [...tf.mean(net.features(image), [0, 1, 2]).dataSync()];
  const [{ logits, map }] = (await explain(net, image, {
    method: shapleyCam(),
    target: residualSoftmax(target),
  })) as [Explanation];
  const exponentials = [...logits].map(Math.exp);
  const p = exponentials.map((value) => value / sum(exponentials));
  // Along A each logit changes by W · mean A, and the gradient 2 e - p by minus the softmax's Jacobian times
  // it.
  const along = p.map((_, c) => sum(means.map((mean, k) => mean * w[k]![c]!)));
  const average = sum(p.map((value, c) => value * along[c]!));
  const curvature = p.map((value, c) => -value * (along[c]! - average));
  const weights = w.map(
    (row) => sum(row.map((wkc, c) => wkc * ((c === target ? 2 : 0) - p[c]! - curvature[c]! / 2))) / places,
  );
  const expected = tf.sum(tf.mul(net.features(image), weights), -1).dataSync();
  expect(relativeError(map.data, expected)).toBeLessThan(1e-3);
  expect(relativeError(await raw(net, gradCam(), residualSoftmax(target), image), expected)).toBeGreaterThan(
    0.01,
  );
});

test.each(all)('$name: a batch is its images one by one', async (method) => {
  const net = deepNet();
  const batch = await raw(net, method, 1);
  const single: number[] = [];
  for (const image of tf.split<tf.Tensor4D>(x, x.shape[0]))
    single.push(...(await raw(net, method, 1, image)));
  // Noise is drawn anew for each place in a batch by the random baseline alone.
  if (method.name === randomCam().name) expect(batch.length).toBe(single.length);
  else expect(relativeError(batch, single)).toBeLessThan(1e-4);
});

test.each(all)('$name: images may share one resolved target', async (method) => {
  const net = deepNet();
  const [first] = await explain(net, images(1), { target: 1 });
  const shared = await explain(net, x, { method, target: () => first!.target });
  expect(rawMaps(shared)).toEqual(await raw(net, method, 1));
});

test.each(all)('$name: several targets of one image are the same as one at a time', async (method) => {
  const net = deepNet();
  const [together] = await explainTargets(net, images(1), { method, targets: ['dog', negative('cat')] });
  const dog = await raw(net, method, 'dog', images(1));
  const notCat = await raw(net, method, negative('cat'), images(1));
  if (method.name === randomCam().name) expect(together!.length).toBe(2);
  else expect(relativeError(rawMaps(together!), [...dog, ...notCat])).toBeLessThan(1e-4);
});

test('mirroring the image mirrors the map where kernels are symmetric', async () => {
  const net = gapNet({ symmetric: true });
  for (const method of [...gradientFamily, scoreCam(), ablationCam()]) {
    const mirrored = await explain(net, tf.reverse(x, 2), { method, target: 1 });
    const back = mirrored.flatMap(({ map }) => [
      ...tf.reverse2d(tf.tensor2d(map.data, [4, 6]), 1).dataSync(),
    ]);
    expect(relativeError(back, await raw(net, method, 1)), method.name).toBeLessThan(1e-4);
  }
});

test.each(all)('$name: nothing is left on the device', async (method) => {
  const net = deepNet();
  const batch = images(2);
  await explain(net, batch, { method });
  const before = tf.memory().numTensors;
  for (let i = 0; i < 5; i++) await explain(net, batch, { method });
  expect(tf.memory().numTensors).toBe(before);
});

test('100 Grad-CAMs leave the memory as it was', async () => {
  const net = deepNet();
  const batch = images(1);
  const before = tf.memory();
  for (let i = 0; i < 100; i++) await explain(net, batch, { target: classTarget('cat') });
  expect(tf.memory().numTensors).toBe(before.numTensors);
  expect(tf.memory().numBytes).toBe(before.numBytes);
});

test.each(all)('$name: nothing to explain is no error', async (method) => {
  const none = await explainTargets(deepNet({ kind: 'multi-label' }), x, { method, targets: [] });
  expect(none).toEqual([[], [], []]);
});
