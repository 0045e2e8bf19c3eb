import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ArchitectureOptions } from '../architecture/architecture.js';
import { resolveInputShape } from '../architecture/input-shape.js';
import { multiLabelHead } from '../heads/multi-label.js';
import { relu } from '../layers/activations.js';
import { conv2d } from '../layers/conv2d.js';
import { sequential } from '../layers/layer.js';
import { globalAveragePool } from '../layers/pooling.js';
import { classifierBuilder } from './classifier-builder.js';
import { describedHead, describeModel, versionsInUse } from './describe-model.js';
import { type ModelDescription, modelMetadata, parseModelDescription } from './description.js';

const tiny = classifierBuilder(
  (options: ArchitectureOptions & { depth?: number }) => ({
    name: 'tiny',
    inputShape: resolveInputShape(options, { size: 8 }),
    features: sequential(conv2d('conv', { filters: options.depth ?? 2, kernel: 3, pad: 1 }), relu('relu')),
    neck: globalAveragePool('pool'),
  }),
  { package: 'tiny-net' },
);
const head = multiLabelHead(['dog', 'sofa'], { threshold: [0.25, 0.75] });
let description: ModelDescription;
let tensors: number;

beforeAll(async () => {
  await tf.setBackend('cpu');
  tensors = tf.memory().numTensors;
  const classifier = tiny({ head, inputShape: [8, 10], depth: 5 });
  description = describeModel(classifier, { training: { epochs: 3 }, versions: { tfjs: '4.22.0' } });
  classifier.dispose();
});
afterAll(() => expect(tf.memory().numTensors).toBe(tensors));

const parse = (value: unknown): ModelDescription | undefined =>
  parseModelDescription({ convzoo: JSON.stringify(value) }, 'a.safetensors');

test('holds everything that rebuilds a classifier', () => {
  expect(description).toMatchObject({
    schema: 1,
    architecture: { name: 'tiny', package: 'tiny-net', options: { inputShape: [8, 10, 3], depth: 5 } },
    head: { kind: 'multi-label', classes: ['dog', 'sofa'], thresholds: [0.25, 0.75] },
    preprocessing: { crop: [8, 10] },
    training: { epochs: 3 },
    versions: { tfjs: '4.22.0' },
  });
});

test('survives the metadata of a file, thresholds included', () => {
  const metadata = modelMetadata(description);
  expect(metadata.format).toBe('pt');
  const parsed = parseModelDescription(metadata, 'a.safetensors')!;
  expect(parsed).toEqual(description);
  const restored = describedHead(parsed);
  expect(restored.decode([0.3, 0.7]).map(({ label }) => label)).toEqual(['dog']);
});

test('metadata without a description gives undefined', () => {
  expect(parseModelDescription({ format: 'pt' }, 'a.safetensors')).toBeUndefined();
});

test('says which versions made it, and needs none', () => {
  const classifier = tiny({ head, inputShape: [8, 10] });
  const { versions, ...rest } = describeModel(classifier);
  expect(versions).toEqual({
    '@convzoo/core': expect.stringMatching(/^\d+\.\d+\.\d+/),
    '@tensorflow/tfjs-core': tf.version_core,
    node: process.versions.node,
  });
  expect(versionsInUse(['vitest', 'no-such-package', undefined], import.meta.url)).toMatchObject({
    ...versions,
    vitest: expect.any(String),
  });
  expect(parse(rest)).toEqual({ ...rest, versions: {} });
  classifier.dispose();
});

test('an inherited description is none', () => {
  const metadata: Record<string, string> = Object.create(modelMetadata(description));
  expect(parseModelDescription(metadata, 'a.safetensors')).toBeUndefined();
});

test('fields that this version does not know are left out', () => {
  expect(parse({ ...description, mood: 'good' })).toEqual(description);
});

const deep = JSON.parse(`${'['.repeat(50)}${']'.repeat(50)}`);

describe('refuses', () => {
  test.each<[string, object, RegExp]>([
    ['a later schema', { schema: 2 }, /schema: expected 1, found 2\. .*update convzoo/],
    ['no schema', { schema: undefined }, /schema: expected 1, found nothing\.$/],
    ['an architecture by inherited names', { architecture: { options: {} } }, /architecture\.name/],
    ['options that are a list', { architecture: { name: 'a', options: [] } }, /architecture\.options/],
    ['deeply nested options', { architecture: { name: 'a', options: { deep } } }, /nested at most 32 deep/],
    ['a kind of an object’s own', { head: { kind: 'constructor', classes: ['a'] } }, /head\.kind/],
    ['a repeated class', { head: { kind: 'multi-class', classes: ['a', 'b', 'a'] } }, /found "a"/],
    ['classes that are numbers', { head: { kind: 'multi-class', classes: [1] } }, /head\.classes\[0\]/],
    ['two classes of one logit', { head: { kind: 'binary', classes: ['a', 'b'] } }, /one class/],
    [
      'a missing threshold',
      { head: { kind: 'multi-label', classes: ['a', 'b'], thresholds: [1] } },
      /2 numbers/,
    ],
    [
      'a threshold above 1',
      { head: { kind: 'multi-label', classes: ['a', 'b'], thresholds: [0.5, 1.5] } },
      /2 numbers from 0 to 1/,
    ],
    ['thresholds of softmax', { head: { kind: 'multi-class', classes: ['a'], thresholds: [1] } }, /none/],
    [
      'preprocessing by inherited names',
      { preprocessing: { interpolation: 'constructor' } },
      /preprocessing\./,
    ],
    ['no preprocessing', { preprocessing: null }, /preprocessing\.channelOrder: .*found nothing/],
    ['versions that are numbers', { versions: { tfjs: 4 } }, /versions/],
  ])('%s', (_, changes, message) => {
    const attempt = (): unknown => parse({ ...description, ...changes });
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(expect.objectContaining({ code: 'invalid-weights' }));
  });

  test.each(['', '{', 'null', '[]', '"a"', '1e999', '['.repeat(100_000)])('the text %.10s', (convzoo) => {
    expect(() => parseModelDescription({ convzoo }, 'a.safetensors')).toThrow(
      expect.objectContaining({ code: 'invalid-weights', subject: 'a.safetensors: model description' }),
    );
  });

  test('more text than any description has', () => {
    const convzoo = JSON.stringify(description) + ' '.repeat(2 ** 24);
    expect(() => parseModelDescription({ convzoo }, 'a.safetensors')).toThrow(/at most 16777216 characters/);
  });

  test('numbers beyond what a double holds', () => {
    const convzoo = JSON.stringify(description).replace('"epochs":3', '"epochs":1e999');
    expect(() => parseModelDescription({ convzoo }, 'a.safetensors')).toThrow(/training: .*finite/);
  });

  test('any other value with a typed error', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ depthSize: 'small' }),
        fc.constantFrom(...Object.keys(description)),
        (value, key) => {
          try {
            parse({ ...description, [key]: value });
          } catch (error) {
            expect(error).toMatchObject({ code: 'invalid-weights' });
          }
        },
      ),
    );
  });
});
