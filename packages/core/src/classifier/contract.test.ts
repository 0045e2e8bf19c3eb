import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ArchitectureDefinition } from '../architecture/architecture.js';
import { defineArchitecture } from '../architecture/define.js';
import { resolveInputShape } from '../architecture/input-shape.js';
import { ConvzooError } from '../errors/index.js';
import { multiClassHead } from '../heads/multi-class.js';
import { torchDefault } from '../init/distributions.js';
import { zeroInitialized } from '../init/initialized.js';
import { gelu, relu, relu6, sigmoid, silu } from '../layers/activations.js';
import { batchNorm } from '../layers/batch-norm.js';
import { conv2d } from '../layers/conv2d.js';
import { dropout } from '../layers/dropout.js';
import { applySymbolic, concat, fromTfLayer, type Layer, residual, sequential } from '../layers/layer.js';
import { averagePool, globalAveragePool, maxPool } from '../layers/pooling.js';
import { squeezeExcite } from '../layers/squeeze-excite.js';
import { tap } from '../layers/tap.js';
import { architectureLaws } from '../testing/architecture-laws.js';
import { relativeError } from '../testing/assertions.js';
import { closedFormImages } from '../testing/parity.js';
import { classifierBuilder } from './classifier-builder.js';
import { createClassifier } from './create-classifier.js';
import type { ImageClassifier } from './image-classifier.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const head = multiClassHead(3);
const conv = (name: string, filters = 4): Layer => conv2d(name, { filters, kernel: 3, pad: 1 });

function classify(features: Layer, rest: Partial<ArchitectureDefinition> = {}): ImageClassifier {
  const neck = globalAveragePool('pool');
  return createClassifier(
    defineArchitecture({ name: 'net', inputShape: [8, 8, 3], features, neck, ...rest }),
    {
      head,
    },
  );
}

function weight(classifier: ImageClassifier, layer: string, role: string): number[] {
  const { weights } = classifier.model.getLayer(layer);
  return [
    ...weights
      .find(({ originalName }) => originalName.endsWith(role))!
      .read()
      .dataSync(),
  ];
}

describe('taps', () => {
  test('are the marked layers in the order of the graph, and the last map', () => {
    const late = tap(sequential(conv('b'), relu('late')));
    const { taps, lastConv } = classify(
      sequential(conv('a'), tap(relu('early')), late, conv('c'), silu('last')),
    );
    expect(Object.keys(taps)).toEqual(['early', 'late', 'last']);
    expect(taps.last).toBe(lastConv);
  });

  test('between layers that are computed together are what the layer gives', () => {
    const { taps, model } = classify(sequential(tap(conv('a')), batchNorm('bn'), relu('last')));
    const images = closedFormImages(1, [8, 8, 3]);
    const expected = tf.conv2d(images, model.getLayer('a').getWeights()[0] as tf.Tensor4D, 1, 'same');
    const actual = taps.a!.features(images).dataSync();
    expect(Math.min(...actual)).toBeLessThan(0);
    expect(relativeError(actual, expected.dataSync())).toBeLessThan(1e-6);
  });

  test('in a branch are refused, as a path leads around them', () => {
    expect(() => classify(residual('sum', tap(conv('a', 3))))).toThrow('a path around it');
  });
});

const maximum =
  (name: string, a: Layer, b: Layer): Layer =>
  (x) =>
    applySymbolic(tfl.layers.maximum({ name }), [a(x), b(x)]);

describe('a map is rectified', () => {
  const maps: [description: string, features: Layer, rectified: boolean][] = [
    ['after ReLU', sequential(conv('a'), relu('map')), true],
    ['after ReLU6', sequential(conv('a'), relu6('map')), true],
    ['after sigmoid', sequential(conv('a'), sigmoid('map')), true],
    ['never after SiLU', sequential(conv('a'), silu('map')), false],
    ['never after GELU', sequential(conv('a'), gelu('map')), false],
    [
      'never after a ReLU with a slope below zero',
      sequential(
        conv('a'),
        fromTfLayer(() => tfl.layers.leakyReLU({ name: 'map' })),
      ),
      false,
    ],
    ['never after a convolution', conv('map'), false],
    [
      'if all that is concatenated is',
      concat('map', sequential(conv('a'), relu('r1')), sequential(conv('b'), relu('r2'))),
      true,
    ],
    ['not if one part is not', concat('map', sequential(conv('a'), relu('r1')), conv('b')), false],
    [
      'if both summands are',
      sequential(conv('a'), relu('r1'), residual('map', sequential(conv('b'), relu('r2')))),
      true,
    ],
    ['if one side of a maximum is', maximum('map', sequential(conv('a'), relu('r')), conv('b')), true],
    ['not if no side of a maximum is', maximum('map', conv('a'), conv('b')), false],
    ['not if one summand is not', sequential(conv('a'), relu('r1'), residual('map', conv('b'))), false],
    [
      'through pools and dropout',
      sequential(
        conv('a'),
        relu('r'),
        maxPool('p', { size: 3, stride: 2, pad: 1 }),
        averagePool('q', { size: 2, pad: 1 }),
        dropout('map', 0.5),
      ),
      true,
    ],
    [
      'when its channels are excited',
      sequential(conv('a'), relu('r'), squeezeExcite('map', { squeezed: 2 })),
      true,
    ],
  ];

  test.each(maps)('%s', (_, features, rectified) => {
    const classifier = classify(features);
    expect(classifier.lastConv.rectified).toBe(rectified);
    classifier.dispose();
  });
});

describe('another function in place of every ReLU', () => {
  test('leaves other activations alone', () => {
    const features = sequential(conv('a'), relu6('b'), conv('c'), relu('d'), conv('e'), silu('map'));
    const { lastConv } = classify(features);
    const images = closedFormImages(1, [8, 8, 3]);
    const calls: number[] = [];
    const counted = lastConv.withRelu!((x) => {
      calls.push(Math.min(...x.dataSync()));
      return tf.relu(x);
    });
    expect([...counted.features(images).dataSync()]).toEqual([...lastConv.features(images).dataSync()]);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toBeLessThan(0);
  });
});

describe('a convolutional classifier', () => {
  const build = classifierBuilder((options) => ({
    name: 'convolutional',
    inputShape: resolveInputShape(options, { size: 8 }),
    features: sequential(conv('conv'), relu('map')),
    neck: dropout('drop', 0.5),
    classifier: (units) =>
      sequential(conv2d('logits', { filters: units, kernel: 1 }), relu('relu'), globalAveragePool('pool')),
    stateDict: { module: (layer) => layer.replace('logits', 'classifier.1') },
  }));

  for (const { name, run } of architectureLaws(build, {
    size: { parameters: 137, buffers: 0, macs: 8192 },
  })) {
    test(`keeps the law: ${name}`, run);
  }

  test('is replaced with the head, and left out of a backbone', async () => {
    const classifier = build({ head });
    const weights = await classifier.stateDict();
    expect(weights.get('classifier.1.weight')!.shape).toEqual([3, 4, 1, 1]);
    expect(classifier.lastConv.linear).toBeUndefined();
    const other = build({ head: multiClassHead(5), backbone: weights });
    expect((await other.stateDict()).get('conv.weight')).toEqual(weights.get('conv.weight'));
    expect(weight(other, 'logits', 'kernel')).toHaveLength(20);
    for (const one of [classifier, other]) one.dispose();
  });

  test('must hold a layer named logits, and give one logit for each class', () => {
    const features = sequential(conv('conv'), relu('map'));
    const scores = (units: number): Layer => conv2d('scores', { filters: units, kernel: 1 });
    const neck: Layer = (x) => x;
    expect(() => classify(features, { neck, classifier: scores })).toThrow('logits [batch, 3]');
    const unnamed = (units: number): Layer => sequential(scores(units), globalAveragePool('pool'));
    expect(() => classify(features, { neck, classifier: unnamed })).toThrow('a layer named "logits"');
  });
});

test.each([
  ['{}', 'nothing'],
  ['null', 'nothing'],
  ['{"head":1000}', '1000'],
])('options %s have no head', (options, found) => {
  const neck = globalAveragePool('pool');
  const architecture = defineArchitecture({
    name: 'net',
    inputShape: [8, 8, 3],
    features: conv('conv'),
    neck,
  });
  expect(() => createClassifier(architecture, JSON.parse(options))).toThrow(
    `net: head: expected a head, such as multiClassHead(['cat', 'dog']), found ${found}`,
  );
});

describe('initial weights', () => {
  const features = sequential(conv('conv'), batchNorm('bn'), relu('map'));

  test.each([
    ['by default', {}],
    ['by PyTorch’s default', { initialize: torchDefault }],
  ])('leave norms as the identity %s', (_, rest) => {
    const classifier = classify(features, rest);
    const norm = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(
      (role) => weight(classifier, 'bn', role)[0],
    );
    expect(norm).toEqual([1, 0, 0, 1]);
    expect(new Set(weight(classifier, 'conv', 'kernel')).size).toBeGreaterThan(50);
    classifier.dispose();
  });

  test('of a layer with a rule of its own are that rule’s', () => {
    const branch = sequential(conv('a', 3), zeroInitialized(batchNorm('bn')));
    const classifier = classify(sequential(residual('sum', branch), zeroInitialized(conv('b'))));
    expect(weight(classifier, 'bn', 'gamma')).toEqual([0, 0, 0]);
    expect(weight(classifier, 'b', 'kernel').every((value) => value === 0)).toBe(true);
    expect(weight(classifier, 'a', 'kernel').some((value) => value !== 0)).toBe(true);
    classifier.dispose();
  });
});

test('images that are too small are refused with the layer that runs out of pixels', () => {
  const features = sequential(conv('conv'), maxPool('pool1', { size: 3 }), maxPool('pool2', { size: 3 }));
  const build = (): ImageClassifier => classify(features);
  expect(build).toThrow(
    'layer pool2: expected images large enough to leave it a pixel, found [0, 0, 4] of [2, 2, 4]',
  );
  expect(build).toThrow(ConvzooError);
});

test('every convolution that reads the image takes gray images', async () => {
  const features = (): Layer =>
    sequential(concat('both', conv('a'), conv('b')), relu('map'), conv('c'), relu('last'));
  const color = classify(features());
  const weights = await color.stateDict();
  const gray = classify(features(), { inputShape: [8, 8, 1] });
  gray.loadStateDict(weights);
  for (const layer of ['a', 'b']) {
    const sum = Array.from({ length: 3 }, (_, c) => weights.get(`${layer}.weight`)!.data[9 * c]!).reduce(
      (total, value) => Number(total) + Number(value),
      0,
    );
    expect(weight(gray, layer, 'kernel')[0]).toBeCloseTo(Number(sum), 6);
  }
  for (const one of [color, gray]) one.dispose();
});

test('options are recorded as JSON, with the input shape and without the head', () => {
  const build = classifierBuilder(
    (options: { width?: number; depth?: number; inputChannels?: number }) => ({
      name: 'net',
      inputShape: resolveInputShape(options, { size: 8 }),
      features: sequential(conv('conv'), relu('map')),
      neck: globalAveragePool('pool'),
    }),
    { package: '@someone/net' },
  );
  const classifier = build({ head, depth: 3, inputChannels: 1, seed: 7 });
  expect(classifier.architecture).toMatchObject({
    package: '@someone/net',
    family: 'net',
    details: {},
    weights: {},
  });
  expect(classifier.architecture.options).toEqual({ depth: 3, inputShape: [8, 8, 1] });
  classifier.dispose();
});
