import { describeArchitecture, multiClassHead } from '@convzoo/core';
import { expect, test } from 'vitest';
import { alexnet, alexnet2012 } from './index.js';

test('alexnet has the size of torchvision’s', () => {
  const { size } = describeArchitecture(alexnet.architecture(), multiClassHead(1000));
  expect(size).toEqual({ parameters: 61_100_840, buffers: 0, macs: 714_188_480 });
});

test('alexnet with 10 classes has 57,044,810 parameters', () => {
  expect(describeArchitecture(alexnet.architecture(), multiClassHead(10)).size.parameters).toBe(57_044_810);
});

test('alexnet2012 has the parameters of two towers', () => {
  expect(describeArchitecture(alexnet2012.architecture(), multiClassHead(1000)).size.parameters).toBe(
    60_965_224,
  );
});

test('each layer of alexnet has its share', () => {
  const { layers } = describeArchitecture(alexnet.architecture(), multiClassHead(1000));
  expect(layers.filter(({ parameters }) => parameters > 0).map(({ parameters }) => parameters)).toEqual([
    23_296, 307_392, 663_936, 884_992, 590_080, 37_752_832, 16_781_312, 4_097_000,
  ]);
});

test('maps shrink from 224 pixels to 6', () => {
  const { layers } = describeArchitecture(alexnet.architecture(), multiClassHead(1000));
  const side = (name: string): unknown => layers.find((layer) => layer.name === name)!.outputShape[0];
  expect(['conv1', 'pool1', 'pool2', 'conv5', 'pool5'].map(side)).toEqual([55, 27, 13, 13, 6]);
});
