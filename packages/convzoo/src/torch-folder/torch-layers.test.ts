import { binaryHead } from '@convzoo/core';
import { useRuntime } from '@convzoo/runtime';
import { beforeAll, expect, test } from 'vitest';
import { loadBuilder } from '../registry/load-builder.js';
import { models } from '../registry/registry.js';
import { torchLayers } from './torch-layers.js';

beforeAll(() => useRuntime('cpu'));

const head = binaryHead('cat');

test.each(models.filter(({ name }) => !/1[05]|200/.test(name)).map(({ name }) => name))(
  '%s',
  async (name) => {
    const builder = await loadBuilder(name);
    const classifier = builder({ head, inputShape: [64, 64], width: 0.125 });
    const layers = torchLayers(classifier);
    const weights = (await classifier.stateDict()).keys();
    const withWeights = layers.filter(({ module }) => /Conv2d|Linear|BatchNorm2d/.test(module));
    expect(withWeights.map((layer) => layer.name).sort()).toEqual(
      [...new Set([...weights].map((key) => key.slice(0, key.lastIndexOf('.'))))].sort(),
    );
    const known = new Set(['image', ...layers.map((layer) => layer.name)]);
    expect(layers.flatMap(({ inputs }) => inputs).every((input) => known.has(input))).toBe(true);
    classifier.dispose();
  },
);

test('PyTorch’s arguments', async () => {
  const classifier = (await loadBuilder('resnet18'))({ head, inputShape: [64, 64], width: 0.25 });
  const layers = new Map(torchLayers(classifier).map((layer) => [layer.name, layer]));
  expect(layers.get('conv1')).toMatchObject({
    module: 'Conv2d',
    args: { in_channels: 3, out_channels: 16, kernel_size: [7, 7], stride: [2, 2], bias: false },
  });
  expect(layers.get('bn1')?.args).toEqual({ num_features: 16, eps: 1e-5, momentum: 1 - 0.9 });
  expect(layers.get('fc')?.args).toEqual({ in_features: 128, out_features: 1 });
  classifier.dispose();
});
