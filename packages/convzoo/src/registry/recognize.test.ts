import {
  type ArchitectureOptions,
  describeArchitecture,
  multiClassHead,
  type StateDict,
} from '@convzoo/core';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadBuilder } from './load-builder.js';
import { guessText, recognize } from './recognize.js';

beforeAll(() => tf.setBackend('cpu'));

async function weightsOf(
  name: string,
  options: ArchitectureOptions & Readonly<Record<string, unknown>>,
  classes: number,
  spell: (key: string) => string = (key) => key,
): Promise<StateDict> {
  const builder = await loadBuilder(name);
  const { weights: shapes } = describeArchitecture(builder.architecture(options), multiClassHead(classes));
  const entries = Array.from(shapes, ([key, shape]) => {
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
    return [spell(key), { dtype: 'float32', shape, data }] as const;
  });
  return new Map(entries);
}

describe('weights are recognized by their names and shapes', () => {
  test.each([
    ['resnet20', {}, 10, 'a resnet20 with 10 classes'],
    ['resnet20', { width: 0.5, inputChannels: 1 }, 4, 'a resnet20 of width 0.5 for 1 channel with 4 classes'],
    ['resnet50', { width: 0.25 }, 1, 'a resnet50 of width 0.25 with 1 class'],
    ['resnet18', { variant: 'v2' }, 7, 'a resnet18 with variant v2 and 7 classes'],
    ['resnet18', { stem: 'cifar' }, 10, 'a resnet18 with stem cifar and 10 classes'],
    ['resnet32', { shortcut: 'projection' }, 100, 'a resnet32 with shortcut projection and 100 classes'],
    ['alexnet2012', { width: 0.25 }, 3, 'an alexnet2012 of width 0.25 with 3 classes'],
    ['vgg11_bn', { width: 0.25 }, 5, 'a vgg11_bn of width 0.25 with 5 classes'],
    ['vgg13', { neck: 'pool' }, 5, 'a vgg13 with neck pool and 5 classes'],
  ])('%s %j with %i classes', async (name, options, classes, text) => {
    const guess = await recognize(await weightsOf(name, options, classes));
    expect(guess).toMatchObject({ name, options, classes, fits: true });
    expect(guess && guessText(guess)).toBe(text);
  });

  test('in another project’s spelling', async () => {
    const weights = await weightsOf('resnet20', {}, 10, (key) => key.replace(/^fc\./, 'linear.'));
    expect(await recognize(weights)).toMatchObject({ name: 'resnet20', classes: 10, fits: true });
  });

  test('nearly: the nearest network', async () => {
    const weights = new Map(await weightsOf('resnet34', { width: 0.25 }, 10));
    weights.delete('layer4.2.conv2.weight');
    expect(await recognize(weights)).toMatchObject({ name: 'resnet34', fits: false });
  });

  test('as nothing, where no name is known', async () => {
    const tensor = { dtype: 'float32', shape: [1], data: Float32Array.of(1) } as const;
    expect(await recognize(new Map([['transformer.wte', tensor]]))).toBeUndefined();
  });

  test('without keeping a tensor', async () => {
    const weights = await weightsOf('resnet20', {}, 10);
    const before = tf.memory().numTensors;
    await recognize(weights);
    expect(tf.memory().numTensors).toBe(before);
  });
});
