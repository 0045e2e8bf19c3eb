import { createDataset, type Splits } from '@convzoo/data';
import { describe, expect, test } from 'vitest';
import { headFor } from './head-for.js';
import { parseTrainConfig } from './parse.js';
import { prepareData } from './prepare-data.js';
import type { TrainConfig } from './schema.js';
import { trainOptions } from './train-options.js';

const smallest: TrainConfig = { data: 'd', model: 'resnet18', head: { kind: 'multi-class' }, epochs: 3 };
const fullest: TrainConfig = {
  ...smallest,
  validation: 0.2,
  modelOptions: { width: 0.5, inputShape: [32, 32] },
  head: { kind: 'binary', class: 'cat', labelSmoothing: 0.1, balanced: true },
  weights: 'w.safetensors',
  batchSize: 16,
  accumulate: 2,
  learningRate: 0.1,
  optimizer: { kind: 'adamw', weightDecay: 0.05 },
  schedule: { kind: 'step', milestones: [1, 2], warmupEpochs: 0.5 },
  augmentation: 'crop-flip',
  mix: { kind: 'cutmix', alpha: 1 },
  clipNorm: 1,
  ema: 0.99,
  patience: 5,
  freezing: [{ epoch: 0, upTo: 'layer4.1.relu' }, { epoch: 2 }],
  seed: 7,
  runtime: 'wasm',
  checkpointEvery: 100,
  keepCheckpoints: 3,
  strict: true,
};

test.each([smallest, fullest])('a config is what it was after JSON', (config) => {
  expect(parseTrainConfig(JSON.parse(JSON.stringify(config)))).toEqual(config);
});

describe('a message says where and what to do about', () => {
  test.each<[string, unknown, string]>([
    ['a misspelt field', { ...smallest, epoch: 3 }, 'Did you mean "epochs"?'],
    ['a misspelt field that must be there', { epocs: 3 }, 'config: expected fields among $schema, data, '],
    [
      'a misspelt field inside',
      { ...smallest, optimizer: { kind: 'sgd', momentun: 0.9 } },
      'config.optimizer: expected fields among kind, momentum, nesterov, weightDecay, decay, found "momentun". Did you mean "momentum"?',
    ],
    [
      'another kind',
      { ...smallest, schedule: { kind: 'cosin' } },
      'config.schedule.kind: expected one of constant, cosine, step, one-cycle, found "cosin". Did you mean "cosine"?',
    ],
    ['a field of another kind', { ...smallest, optimizer: { kind: 'sgd', beta1: 0.9 } }, 'found "beta1"'],
    [
      'a missing field',
      { ...smallest, epochs: undefined },
      'config.epochs: expected a whole number, at least 1, found nothing.',
    ],
    [
      'a number as text',
      { ...smallest, epochs: '3' },
      'config.epochs: expected a whole number, at least 1, found "3".',
    ],
    [
      'a number out of range',
      { ...smallest, ema: 1 },
      'config.ema: expected a number, at least 0, below 1, found 1.',
    ],
    [
      'an item of a list',
      { ...smallest, freezing: [{ epoch: 0 }, { epoch: -1 }] },
      'config.freezing[1].epoch',
    ],
    ['no list', { ...smallest, freezing: {} }, 'config.freezing: expected a list, found {}.'],
    [
      'no object inside',
      { ...smallest, modelOptions: [] },
      'config.modelOptions: expected an object, found []',
    ],
    ['a name of an object’s own', { ...smallest, constructor: 1 }, 'found "constructor"'],
    ['no object', [], 'config: expected an object, found [].'],
    ['no text', { ...smallest, data: '' }, 'config.data: expected a text, found "".'],
    ['neither true nor false', { ...smallest, strict: 1 }, 'config.strict: expected true or false, found 1.'],
  ])('%s', (_, value, message) => {
    expect(() => parseTrainConfig(value)).toThrow(message);
  });
});

const pixel = { data: Uint8Array.of(0), width: 1, height: 1, channels: 1 } as const;
const animals = (count: number) =>
  createDataset(
    ['cat', 'dog'],
    Array.from({ length: count }, (_, i) => ({
      id: `${i}`,
      label: i % 4 === 0 ? 'cat' : 'dog',
      load: async () => pixel,
    })),
  );

describe('data for a run', () => {
  test('sets a share apart where there is no validation', () => {
    const {
      train,
      validation,
      test: tests,
    } = prepareData(smallest, { train: animals(40), test: animals(8) });
    expect([train, validation, tests].map((part) => part?.samples.length)).toEqual([36, 4, 8]);
    expect(prepareData({ ...smallest, validation: 0 }, { train: animals(40) }).validation).toBeUndefined();
    const splits: Splits = { train: animals(40), validation: animals(4) };
    expect(prepareData(smallest, splits).train.samples).toHaveLength(40);
  });

  test('keeps its only image of each class, unless a share is asked for', () => {
    const single = createDataset(
      ['cat', 'dog'],
      ['cat', 'dog'].map((label) => ({ id: label, label, load: async () => pixel })),
    );
    expect(prepareData(smallest, { train: single })).toEqual({ train: single });
    const config = { ...smallest, validation: 0.5 };
    expect(() => prepareData(config, { train: single })).toThrow('share of a split');
  });

  test('is relabeled for a single class', () => {
    const config: TrainConfig = { ...smallest, head: { kind: 'binary', class: 'cat', balanced: true } };
    const { train } = prepareData(config, { train: animals(40) });
    expect([train.classes, train.samples[0]!.label, train.samples[1]!.label]).toEqual([['cat'], true, false]);
    expect(headFor(config, train).classes).toEqual(['cat']);
    const unnamed: TrainConfig = { ...config, head: { kind: 'binary' } };
    expect(() => prepareData(unnamed, { train: animals(40) })).toThrow('one of cat, dog');
  });

  test('must have something to train on', () => {
    expect(() => prepareData(smallest, { test: animals(4) })).toThrow('found only test');
  });
});

test.each([
  ['multi-class', 'a'],
  ['multi-class', 1],
  ['multi-label', ['a', 'b']],
  ['multi-label', []],
  ['binary', true],
] as const)('where a config names no head, it is %s for labels like %j', (kind, label) => {
  const classes = kind === 'binary' ? ['a'] : ['a', 'b'];
  const dataset = createDataset(classes, [{ id: '0', label, load: async () => pixel }]);
  expect(headFor({}, dataset).kind).toBe(kind);
});

test('the head and the options follow from the config', () => {
  expect(headFor(smallest, animals(8)).kind).toBe('multi-class');
  expect(headFor({ ...smallest, head: { kind: 'multi-label' } }, animals(8)).units).toBe(2);
  const options = trainOptions(fullest, [32, 32, 3]);
  expect(options).toMatchObject({ epochs: 3, batchSize: 16, ema: 0.99, optimizer: { kind: 'adamw' } });
  expect([typeof options.augmentation, typeof options.mix]).toEqual(['function', 'function']);
});
