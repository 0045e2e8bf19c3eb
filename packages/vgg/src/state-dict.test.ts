import '@tensorflow/tfjs-backend-cpu';
import { type ClassifierBuilder, type HostTensor, multiClassHead, type StateDict } from '@convzoo/core';
import { closedFormTensor } from '@convzoo/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { type VggOptions, vgg11, vgg11_bn, vgg16_bn } from './index.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const head = multiClassHead(5);
const tiny = { width: 0.0078125, inputShape: [32, 32] } as const;

function weights(entries: Readonly<Record<string, readonly number[]>>): Map<string, HostTensor> {
  return new Map(Object.entries(entries).map(([key, shape]) => [key, closedFormTensor(key, shape)]));
}

/** Convolutions of width 1/128, one input after the other: 3, then 1 or more channels as the table has it. */
function convolutions(channels: Readonly<Record<number, number>>): Record<string, readonly number[]> {
  let inputs = 3;
  const shapes: Record<string, readonly number[]> = {};
  for (const [index, outputs] of Object.entries(channels)) {
    shapes[`features.${index}.weight`] = [outputs, inputs, 3, 3];
    shapes[`features.${index}.bias`] = [outputs];
    inputs = outputs;
  }
  return shapes;
}

function norms(channels: Readonly<Record<number, number>>): Record<string, readonly number[]> {
  return Object.fromEntries(
    Object.entries(channels).flatMap(([index, size]) =>
      ['weight', 'bias', 'running_mean', 'running_var'].map((part) => [`features.${index}.${part}`, [size]]),
    ),
  );
}

async function loaded(
  build: ClassifierBuilder<VggOptions>,
  options: VggOptions,
  given: StateDict,
): Promise<StateDict> {
  const classifier = build({ ...options, head, weights: given });
  const stateDict = await classifier.stateDict();
  classifier.dispose();
  return stateDict;
}

describe('other projects’ checkpoints', () => {
  const vgg11Places = { 0: 1, 3: 1, 6: 2, 8: 2, 11: 4, 13: 4, 16: 4, 18: 4 };

  test('timm: dense layers as convolutions', async () => {
    const given = weights({
      ...convolutions(vgg11Places),
      'pre_logits.fc1.weight': [32, 4, 7, 7],
      'pre_logits.fc1.bias': [32],
      'pre_logits.fc2.weight': [32, 32, 1, 1],
      'pre_logits.fc2.bias': [32],
      'head.fc.weight': [5, 32],
      'head.fc.bias': [5],
    });
    const own = await loaded(vgg11, { ...tiny, neck: 'imagenet' }, given);
    expect(own.get('classifier.0.weight')?.shape).toEqual([32, 196]);
    expect(own.get('classifier.0.weight')?.data).toEqual(given.get('pre_logits.fc1.weight')?.data);
    expect(own.get('classifier.3.weight')?.data).toEqual(given.get('pre_logits.fc2.weight')?.data);
    expect(own.get('classifier.6.weight')?.data).toEqual(given.get('head.fc.weight')?.data);
  });

  const vgg11bnPlaces = { 0: 1, 4: 1, 8: 2, 11: 2, 15: 4, 18: 4, 22: 4, 25: 4 };
  const vgg11bnNorms = { 1: 1, 5: 1, 9: 2, 12: 2, 16: 4, 19: 4, 23: 4, 26: 4 };

  test('chenyaofo: 512 hidden units for 32 x 32 images', async () => {
    const given = weights({
      ...convolutions(vgg11bnPlaces),
      ...norms(vgg11bnNorms),
      'classifier.0.weight': [4, 4],
      'classifier.0.bias': [4],
      'classifier.3.weight': [4, 4],
      'classifier.3.bias': [4],
      'classifier.6.weight': [5, 4],
      'classifier.6.bias': [5],
    });
    const own = await loaded(vgg11_bn, tiny, given);
    for (const [key, { data }] of given) expect(own.get(key)?.data, key).toEqual(data);
  });

  test('kuangliu: one dense layer', async () => {
    const given = weights({
      ...convolutions(vgg11bnPlaces),
      ...norms(vgg11bnNorms),
      'classifier.weight': [5, 4],
      'classifier.bias': [5],
    });
    const own = await loaded(vgg11_bn, { ...tiny, neck: 'pool' }, given);
    for (const [key, { data }] of given) expect(own.get(key)?.data, key).toEqual(data);
  });

  test('torchvision’s features go under a pooled map without its dense layers', async () => {
    const whole = vgg16_bn({ ...tiny, neck: 'imagenet', head });
    const backbone = await whole.stateDict();
    whole.dispose();
    const classifier = vgg16_bn({ ...tiny, neck: 'pool', head: multiClassHead(3), backbone });
    const own = await classifier.stateDict();
    classifier.dispose();
    expect(own.get('features.40.weight')?.data).toEqual(backbone.get('features.40.weight')?.data);
    expect(own.get('classifier.weight')?.shape).toEqual([3, 4]);
  });
});
