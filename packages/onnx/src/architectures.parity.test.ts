import { alexnet2012 } from '@convzoo/alexnet';
import {
  binaryHead,
  describeModel,
  type ImageClassifier,
  multiClassHead,
  multiLabelHead,
  parseModelDescription,
} from '@convzoo/core';
import { seedDropout } from '@convzoo/core/layers';
import { type Pixels, preprocessBatch } from '@convzoo/core/preprocess';
import { relativeError } from '@convzoo/core/testing';
import { resnet20, resnet50 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import { vgg11_bn } from '@convzoo/vgg';
import '@tensorflow/tfjs-backend-cpu';
import { BACKEND_NAME, registerOnnxRuntimeBackend } from '@convzoo/tfjs-backend-onnxruntime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { compile } from './compile/compile.js';
import { type ExportedFunction, exportModel, exportOnnx } from './export/export-model.js';
import { openClassifier } from './fixtures/open-classifier.js';

beforeAll(() => {
  registerOnnxRuntimeBackend();
});

type Nets = Readonly<Record<string, () => ImageClassifier>>;

/** Small, and with every kind of layer that the architectures have. */
const trained: Nets = {
  'AlexNet of 2012, with response normalization': () =>
    alexnet2012({ head: multiClassHead(['cat', 'dog', 'bird']), width: 0.125, inputShape: [79, 71] }),
  'VGG-11 with batch norm': () =>
    vgg11_bn({ head: multiLabelHead(['cat', 'dog', 'bird']), width: 0.125, inputShape: [48, 64] }),
  'ResNet-20': () => resnet20({ head: binaryHead('cat'), inputShape: [20, 24] }),
};

const exported: Nets = {
  ...trained,
  'ResNet-50': () => resnet50({ head: multiClassHead(['cat', 'dog']), width: 0.25, inputShape: [64, 48] }),
};

function picture(seed: number): Pixels {
  const [width, height] = [90, 80];
  const data = Uint8Array.from(
    { length: width * height * 3 },
    (_, i) => 128 + 127 * Math.sin(seed + i * 0.01),
  );
  return { data, width, height, channels: 3 };
}

/** The wasm backend comes with the training kernels that it lacks. */
async function start(backend: string): Promise<void> {
  if (backend === 'wasm') await useRuntime('wasm');
  else await tf.setBackend(backend);
}

/** Loss and gradients of one training step. */
async function gradients(net: ImageClassifier, backend: string): Promise<ArrayLike<number>[]> {
  await start(backend);
  seedDropout(net.model, 'step 1');
  const results = tf.tidy(() => {
    const x = tf.randomNormal<tf.Rank.R4>([4, ...net.architecture.inputShape], 0, 1, 'float32', 3);
    const y = tf.tensor2d(
      [0, 1, 0, 1].flatMap((i) => Array.from(net.head.encode(net.head.classes[i] ?? 0))),
      [4, net.head.units],
    );
    const { value, grads } = tf.variableGrads(() => net.head.loss(y, net.trainingLogits(x)));
    return [value, ...Object.values(grads)];
  });
  const data = await Promise.all(results.map((result) => result.data()));
  tf.dispose(results);
  return data;
}

describe.each(Object.entries(trained))('%s in training', (_, build) => {
  test('has the loss and the gradients of the wasm backend', async () => {
    const net = build();
    const state = await net.stateDict();
    const expected = await gradients(net, 'wasm');
    net.loadStateDict(state);
    const found = await gradients(net, BACKEND_NAME);
    expect(relativeError(found[0]!, expected[0]!)).toBeLessThan(1e-5);
    expect(found).toHaveLength(expected.length);
    // All of them as one vector: the gradient of a bias before a batch norm is rounding errors.
    const [flat, flatExpected] = [found, expected].map((list) =>
      list.flatMap((values) => Array.from(values)),
    );
    expect(relativeError(flat!, flatExpected!)).toBeLessThan(5e-3);
    net.dispose();
  });
});

describe.each(Object.entries(exported))('%s', (_, build) => {
  test('classifies compiled as it does itself', async () => {
    await tf.setBackend('cpu');
    const net = build();
    const images = [picture(1), picture(2)];
    const options = { top: 1 };
    const expected = await net.classify(images, options);
    const compiled = await compile(net);
    const found = await compiled.classify(images, options);
    expect(found.map(([best]) => best?.label)).toEqual(expected.map(([best]) => best?.label));
    found.forEach(([best], i) => {
      expect(best?.score).toBeCloseTo(expected[i]![0]!.score, 4);
    });
    expect(await compiled.classify(images[0]!, options)).toEqual(found[0]);
    const inputs = preprocessBatch(images, net.preprocessing);
    const shape = [images.length, ...net.architecture.inputShape] as [number, number, number, number];
    const [logits, scores] = tf.tidy(() => {
      const x = tf.tensor4d(inputs, shape);
      return [net.logits(x).dataSync(), net.predict(x).dataSync()];
    });
    expect(relativeError(await compiled.logits(inputs), logits!)).toBeLessThan(1e-4);
    expect(relativeError(await compiled.predict(inputs), scores!)).toBeLessThan(1e-4);
    compiled.dispose();
    const fromFile = await openClassifier(await exportOnnx(net));
    (await fromFile.classify(images, options)).forEach(([best], i) => {
      expect(best?.label).toBe(found[i]![0]!.label);
      expect(best?.score).toBeCloseTo(found[i]![0]!.score, 5);
    });
    expect(fromFile.head.kind).toBe(net.head.kind);
    fromFile.dispose();
    net.dispose();
  });

  test('has its compiled inference exported too, and keeps working', async () => {
    const net = build();
    const { inputShape } = net.architecture;
    const images = tf.randomNormal<tf.Rank.R4>([2, ...inputShape], 0, 1, 'float32', 1);
    const inference: ExportedFunction = {
      compute: (x) => net.logits(tf.reshape<tf.Rank.R4>(x!, x!.shape as [number, number, number, number])),
      inputs: [{ name: 'image', shape: [null, ...inputShape] }],
      outputs: ['logits'],
    };
    const compiled = await compile(inference);
    const found = await compiled.run(Float32Array.from(await images.data()));
    const logits = net.logits(images);
    expect(relativeError(found, await logits.data())).toBeLessThan(1e-4);
    tf.dispose([images, logits]);
    compiled.dispose();
    net.dispose();
  });

  test('is exported with what its scores mean', async () => {
    const net = build();
    const { metadata, outputs } = await exportModel(net);
    const { versions, ...description } = parseModelDescription(metadata ?? {}, 'model.onnx')!;
    expect(describeModel(net, { versions })).toEqual({ ...description, versions });
    expect(versions).toMatchObject({
      '@convzoo/onnx': expect.any(String),
      '@convzoo/core': expect.any(String),
    });
    expect(outputs).toEqual([{ name: 'logits', dtype: 'float32', shape: ['batch', net.head.units] }]);
    net.dispose();
  });
});
