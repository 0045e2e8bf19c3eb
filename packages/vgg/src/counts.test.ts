import { describeArchitecture, multiClassHead } from '@convzoo/core';
import { expect, test } from 'vitest';
import { vgg11, vgg11_bn, vgg13, vgg13_bn, vgg16, vgg16_bn, vgg19, vgg19_bn } from './index.js';

const builders = { vgg11, vgg11_bn, vgg13, vgg13_bn, vgg16, vgg16_bn, vgg19, vgg19_bn };
type Name = keyof typeof builders;

// Parameters, buffers and multiply-adds of torchvision.
const imagenet: [Name, parameters: number, buffers: number, macs: number][] = [
  ['vgg11', 132_863_336, 0, 7_609_090_048],
  ['vgg11_bn', 132_868_840, 5_504, 7_609_090_048],
  ['vgg13', 133_047_848, 0, 11_308_466_176],
  ['vgg13_bn', 133_053_736, 5_888, 11_308_466_176],
  ['vgg16', 138_357_544, 0, 15_470_264_320],
  ['vgg16_bn', 138_365_992, 8_448, 15_470_264_320],
  ['vgg19', 143_667_240, 0, 19_632_062_464],
  ['vgg19_bn', 143_678_248, 11_008, 19_632_062_464],
];

test.each(imagenet)('%s has the size it should', (name, parameters, buffers, macs) => {
  const { size } = describeArchitecture(builders[name].architecture(), multiClassHead(1000));
  expect(size).toEqual({ parameters, buffers, macs });
});

const tenClasses: [Name, parameters: number][] = [
  ['vgg11', 128_807_306],
  ['vgg13', 128_991_818],
  ['vgg16', 134_301_514],
  ['vgg19', 139_611_210],
];

test.each(tenClasses)('%s with 10 classes has %i parameters', (name, parameters) => {
  const { size } = describeArchitecture(builders[name].architecture(), multiClassHead(10));
  expect(size.parameters).toBe(parameters);
});

// The nets of chenyaofo's pytorch-cifar-models, which state their sizes in millions.
const cifar: [Name, millions: number][] = [
  ['vgg11_bn', 9.76],
  ['vgg13_bn', 9.94],
  ['vgg16_bn', 15.25],
  ['vgg19_bn', 20.57],
];

test.each(cifar)('%s for 32x32 images has %f million parameters', (name, millions) => {
  const { size } = describeArchitecture(
    builders[name].architecture({ inputShape: [32, 32] }),
    multiClassHead(10),
  );
  expect(size.parameters / 1e6).toBeCloseTo(millions, 2);
});

test('vgg16 without hidden layers is its convolutions and the head', () => {
  const { size } = describeArchitecture(vgg16.architecture({ neck: 'pool' }), multiClassHead(10));
  expect(size.parameters).toBe(14_714_688 + 512 * 10 + 10);
});

test('stacked 3x3 convolutions see as much as one large filter', () => {
  const { layers } = describeArchitecture(vgg16.architecture(), multiClassHead(1000));
  const field = (name: string): number | null => layers.find((layer) => layer.name === name)!.receptiveField;
  // Two see 5x5; block 3 works at a stride of 4, where three see 7x7 of its pixels.
  expect(field('conv1_2')).toBe(5);
  expect(field('conv3_3')! - field('pool2')!).toBe(6 * 4);
});
