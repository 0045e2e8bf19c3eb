import { multiClassHead } from '@convzoo/core';
import { resnet20 } from '@convzoo/resnet';
import '@tensorflow/tfjs-backend-cpu';
import { encodeModel, type OnnxModel } from '@convzoo/tfjs-backend-onnxruntime/recorder';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { exportModel, exportOnnx } from '../export/export-model.js';
import { readMetadata } from '../export/metadata.js';
import { openClassifier } from '../fixtures/open-classifier.js';
import { quantize } from '../quantize/quantize.js';
import { compile } from './compile.js';

const inputShape = [20, 24] as const;
const images = Float32Array.from({ length: 2 * 20 * 24 * 3 }, (_, i) => Math.sin(i * 0.7));
let model: OnnxModel;
let int8 = new Uint8Array();

beforeAll(async () => {
  await tf.setBackend('cpu');
  const net = resnet20({ head: multiClassHead(['cat', 'dog']), inputShape, width: 0.5 });
  model = await exportModel(net);
  int8 = (await quantize(net, { calibration: [images] })).encode().slice();
  net.dispose();
});

describe('a compiled file', () => {
  test('in int8 knows its labels', async () => {
    const compiled = await openClassifier(int8);
    expect(compiled.head.classes).toEqual(['cat', 'dog']);
    expect(compiled.preprocessing.crop).toEqual(inputShape);
    const scores = await compiled.predict(images);
    expect(scores).toHaveLength(4);
    expect(scores[0]! + scores[1]!).toBeCloseTo(1, 5);
    const gray = { data: new Uint8Array(30 * 40 * 3).fill(128), width: 40, height: 30, channels: 3 } as const;
    const predictions = await compiled.classify(gray, { top: 2 });
    expect(predictions.map(({ label }) => label).sort()).toEqual(['cat', 'dog']);
    expect(await compiled.classify([gray, gray], { top: 2 })).toEqual([predictions, predictions]);
    expect(await compiled.classify([])).toEqual([]);
    compiled.dispose();
    // @ts-expect-error JavaScript can pass a path
    await expect(compile('model.onnx')).rejects.toThrow('the bytes of an ONNX file, found "model.onnx"');
  });

  test.each<[string, () => Uint8Array, RegExp]>([
    [
      'other bytes than ONNX',
      () => new TextEncoder().encode('not an ONNX file'),
      /file: expected a model that/,
    ],
    ['no bytes', () => new Uint8Array(), /file: expected a model that/],
    ['a head of an unknown kind', () => withHead({ kind: 'softmin' }), /head\.kind: .*found "softmin"/],
    [
      'classes that are not a list',
      () => withHead({ classes: { 0: 'cat' } }),
      /head\.classes: expected a list.*found/,
    ],
    ['a binary head for two classes', () => withHead({ kind: 'binary' }), /one class/],
    [
      'more classes than logits',
      () => withHead({ classes: ['cat', 'dog', 'bird'] }),
      /expected logits \[batch, 3\] .*found \[batch, 2\]/,
    ],
    ['half of its bytes', () => int8.subarray(0, int8.length / 2), /file: expected a model that/],
  ])('is refused if it has %s', async (_, bytes, message) => {
    await expect(compile(bytes())).rejects.toThrow(message);
  });

  test('of a network for five channels computes, and classifies no images', async () => {
    const net = resnet20({ head: multiClassHead(2), inputShape: [8, 8, 5], width: 0.25 });
    const inputs = Float32Array.from({ length: 8 * 8 * 5 }, (_, i) => Math.cos(i));
    const compiled = await openClassifier(await exportOnnx(net));
    const [found, expected] = [await compiled.predict(inputs), await net.predict(inputs)];
    expect([...found]).toEqual([...expected].map((score) => expect.closeTo(score, 5)));
    const versions = expect.objectContaining({ '@convzoo/core': expect.stringMatching(/^\d/) });
    expect(compiled.description).toEqual({ ...net.description, versions });
    const gray = { data: new Uint8Array(64), width: 8, height: 8, channels: 1 } as const;
    await expect(compiled.classify(gray)).rejects.toThrow('found 5 channels');
    compiled.dispose();
    net.dispose();
  });

  test('without a model description has no head', async () => {
    const compiled = await compile(encodeModel({ ...model, metadata: {} }));
    expect(compiled.head).toBeUndefined();
    expect('logits' in compiled).toBe(false);
    expect(await compiled.run(images)).toHaveLength(4);
    compiled.dispose();
  });

  const withHead = (changes: Readonly<Record<string, unknown>>): Uint8Array => {
    const { head, ...description } = JSON.parse(model.metadata?.convzoo ?? '');
    const convzoo = JSON.stringify({ ...description, head: { ...head, ...changes } });
    return encodeModel({ ...model, metadata: { ...model.metadata, convzoo } });
  };
});

describe('readMetadata', () => {
  test('reads what exportOnnx wrote', async () => {
    const { metadata = {} } = model;
    expect(readMetadata(encodeModel(model))).toEqual(metadata);
    const keys = ['format', 'convzoo', 'taps'];
    expect(Object.keys(metadata)).toEqual(keys);
  });

  test('survives any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readMetadata(bytes)));
  });

  test('reads the metadata of a function, too', async () => {
    const metadata = { license: 'MIT', 'naïve key': '✓'.repeat(100) };
    const bytes = await exportOnnx({
      compute: (x) => tf.relu(x!),
      inputs: [{ name: 'x', shape: [null, 2] }],
      outputs: ['y'],
      metadata,
    });
    expect(readMetadata(bytes)).toEqual(metadata);
  });
});
