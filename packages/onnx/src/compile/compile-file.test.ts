import { multiClassHead } from '@convzoo/core';
import { resnet20 } from '@convzoo/resnet';
import '@tensorflow/tfjs-backend-cpu';
import { encodeModel, type OnnxModel } from '@convzoo/tfjs-backend-onnxruntime/recorder';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { exportModel, exportOnnx } from '../export/export-model.js';
import { readMetadata } from '../export/metadata.js';
import { quantize } from '../quantize/quantize.js';
import { compileFile } from './compile-file.js';

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

describe('compileFile', () => {
  test('knows the labels of an int8 file', () => {
    const compiled = compileFile(int8);
    expect(compiled.head.classes).toEqual(['cat', 'dog']);
    expect(compiled.preprocessing.crop).toEqual(inputShape);
    for (const predictions of compiled.classifyInputs(images, { top: 2 })) {
      expect(predictions.map(({ label }) => label).sort()).toEqual(['cat', 'dog']);
      expect(predictions.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 5);
    }
    compiled.dispose();
  });

  test.each<[string, () => Uint8Array, RegExp]>([
    ['no ONNX file', () => new TextEncoder().encode('not an ONNX file'), /found no model description\./],
    ['an empty file', () => new Uint8Array(), /found no model description\./],
    [
      'a model of no classifier',
      () => encodeModel({ ...model, metadata: {} }),
      /found no model description\./,
    ],
    ['a head of no kind', () => withHead({ kind: 'softmin' }), /head\.kind: .*found "softmin"/],
    [
      'classes that are no list',
      () => withHead({ classes: { 0: 'cat' } }),
      /head\.classes: .*found \{"0":"cat"\}/,
    ],
    ['a head for another number of classes', () => withHead({ kind: 'binary' }), /one class/],
    ['a truncated file', () => int8.subarray(0, int8.length / 2), /found no model description\./],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => compileFile(bytes())).toThrow(message);
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
