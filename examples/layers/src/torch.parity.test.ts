import { createRequire } from 'node:module';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { createClassifier, type ImageClassifier, multiClassHead } from '@convzoo/core';
import { defineArchitecture, globalAveragePool } from '@convzoo/core/layers';
import {
  closedFormImages,
  closedFormValues,
  closedFormWeights,
  float32FromBase64,
  relativeError,
  take,
} from '@convzoo/core/testing';
import { exportOnnx } from '@convzoo/onnx';
import { useRuntime } from '@convzoo/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import torch from './fixtures/torch.json' with { type: 'json' };
import { layers } from './layers.js';

type Case = (typeof torch.cases)[number];

const hasTensorflow = isInstalled('@tensorflow/tfjs-node');
if (!hasTensorflow) {
  console.warn(
    'No layer is tested on tensorflow: build @tensorflow/tfjs-node with `node tools/tfjs-node/build.mjs`.',
  );
}
const engines = ['cpu', 'wasm', 'onnxruntime', ...(hasTensorflow ? (['tensorflow'] as const) : [])];
const shape = [8, 7, 4] as const;

test('every layer has its case', () => {
  expect(torch.cases.map(({ name }) => name).sort()).toEqual(Object.keys(layers).sort());
});

test.each(torch.cases)('$name is exported to ONNX', async (record: Case) => {
  await useRuntime('cpu');
  const classifier = await build(record);
  const images = closedFormImages(2, shape);
  const session = await InferenceSession.create(await exportOnnx(classifier.model));
  const input = new Tensor('float32', Float32Array.from(await images.data()), images.shape);
  const { logits } = await session.run({ [session.inputNames[0]!]: input });
  expectClose(Float32Array.from(logits!.data as Float32Array), record.logits);
  await session.release();
  images.dispose();
  classifier.dispose();
});

describe.each(engines)('%s', (engine) => {
  beforeAll(async () => {
    await useRuntime(engine);
  });

  test.each(torch.cases)('$name equals PyTorch', async (record: Case) => {
    const classifier = await build(record);
    const images = closedFormImages(2, shape);
    const map = classifier.lastConv.features(images);
    expect(map.shape).toEqual(record.shape);
    expectClose(await take(map), record.map);
    expectClose(await take(classifier.logits(images)), record.logits);
    expectClose(await take(only(classifier.model.predict(images))), record.logits);
    images.dispose();
    classifier.dispose();
  });

  test.each(torch.cases)('$name has PyTorch’s gradients', async (record: Case) => {
    const classifier = await build(record);
    const images = closedFormImages(2, shape);
    const cotangent = tf.tensor2d(closedFormValues('cotangent', 6), [2, 3]);
    const loss = (x: tf.Tensor): tf.Scalar =>
      tf.sum(tf.mul(classifier.trainingLogits(x as tf.Tensor4D), cotangent));
    const dImages = tf.grad(loss)(images);
    const { value, grads } = tf.variableGrads(() => loss(images));
    expectClose(await take(dImages), record.gradients.image);
    const gradients = await weightGradients(classifier, grads);
    for (const [key, expected] of Object.entries(record.gradients)) {
      if (key !== 'image') expectClose(gradients.get(key), expected, key);
    }
    tf.dispose([images, cotangent, value, grads]);
    classifier.dispose();
  });
});

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** The layer, global average pooling and a dense layer, with closed-form weights. */
async function build({ name }: Case): Promise<ImageClassifier> {
  const features = layers[name]!;
  const architecture = defineArchitecture({
    name,
    inputShape: shape,
    features,
    neck: globalAveragePool('pool'),
  });
  const classifier = createClassifier(architecture, { head: multiClassHead(3) });
  classifier.loadStateDict(closedFormWeights(await classifier.stateDict()));
  return classifier;
}

/** Gradients under PyTorch's names and layouts: written into the weights, and read as a state dict. */
async function weightGradients(
  { model, stateDict }: ImageClassifier,
  grads: tf.NamedTensorMap,
): Promise<Map<string, ArrayLike<number>>> {
  for (const weight of model.trainableWeights) weight.write(grads[weight.name]!);
  return new Map([...(await stateDict())].map(([key, { data }]) => [key, Float32Array.from(data, Number)]));
}

function expectClose(actual: ArrayLike<number> | undefined, expected: string | undefined, what = ''): void {
  const wanted = float32FromBase64(expected!);
  expect(actual, what).toHaveLength(wanted.length);
  expect(relativeError(actual!, wanted), what).toBeLessThan(2e-5);
}

function only(output: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return Array.isArray(output) ? output[0]! : output;
}
