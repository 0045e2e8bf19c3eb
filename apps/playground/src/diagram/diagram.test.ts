import { alexnet } from '@convzoo/alexnet';
import { type ClassifierBuilder, describeArchitecture, multiClassHead } from '@convzoo/core';
import { resnet20, resnet50 } from '@convzoo/resnet';
import { vgg16 } from '@convzoo/vgg';
import { expect, test } from 'vitest';
import { layOut } from './layout.js';
import { type Stage, stagesOf } from './stages.js';

const builders: Readonly<Record<string, ClassifierBuilder>> = { alexnet, vgg16, resnet20, resnet50 };
const descriptions = new Map(
  Object.entries(builders).map(([name, builder]) => [
    name,
    describeArchitecture(builder.architecture(), multiClassHead(10)),
  ]),
);
const stages = (name: string): Stage[] => stagesOf(descriptions.get(name)!.layers);
const maps = (name: string): string[] =>
  stages(name)
    .filter(({ kind }) => kind === 'convolution')
    .map(({ name: stage, count, shape }) => `${stage} ${count} ${shape.join('x')}`);

test('VGG-16 has the blocks of table 1', () => {
  expect(maps('vgg16')).toEqual([
    'conv1 2 224x224x64',
    'conv2 2 112x112x128',
    'conv3 3 56x56x256',
    'conv4 3 28x28x512',
    'conv5 3 14x14x512',
  ]);
});

test('ResNet-50 has the stages of table 1, of residual blocks', () => {
  expect(maps('resnet50')).toEqual([
    'conv1 1 112x112x64',
    'layer1 3 56x56x256',
    'layer2 4 28x28x512',
    'layer3 6 14x14x1024',
    'layer4 3 7x7x2048',
  ]);
  expect(stages('resnet50').map(({ residual }) => residual)).toEqual([
    ...[false, false, false],
    ...[true, true, true, true],
    ...[false, false],
  ]);
});

test('AlexNet’s convolutions differ, and are drawn one by one', () => {
  expect(maps('alexnet')).toEqual([
    'conv1 1 55x55x64',
    'conv2 1 27x27x192',
    'conv3 1 13x13x384',
    'conv4 1 13x13x256',
    'conv5 1 13x13x256',
  ]);
});

test.each(Object.keys(builders))('the stages of %s hold all of it', (name) => {
  const { size, taps } = descriptions.get(name)!;
  const sum = (key: 'parameters' | 'macs'): number =>
    stages(name).reduce((total, stage) => total + stage[key], 0);
  expect([sum('parameters'), sum('macs')]).toEqual([size.parameters, size.macs]);
  const layers = stages(name).flatMap((stage) => stage.layers);
  expect(layers).toEqual(expect.arrayContaining(taps.map((tap) => tap.name)));
});

test.each(Object.keys(builders))(
  '%s is drawn from left to right without overlap, inside of its frame',
  (name) => {
    const { width, labels, stages: drawn } = layOut(stages(name));
    drawn.forEach(({ box }, i) => {
      const next = drawn[i + 1]?.box.x ?? width;
      expect(box.x).toBeGreaterThan(0);
      expect(box.x + box.width).toBeLessThan(next);
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.y + box.height).toBeLessThan(labels);
    });
  },
);

test('maps shrink and channels grow', () => {
  const slabs = layOut(stages('vgg16'))
    .stages.filter(({ stage }) => stage.kind === 'convolution')
    .map(({ slabs: [slab] }) => slab!);
  const falls = (values: number[]): boolean => values.every((value, i) => i === 0 || value <= values[i - 1]!);
  expect(falls(slabs.map(({ height }) => height))).toBe(true);
  expect(falls(slabs.map(({ width }) => -width))).toBe(true);
});
