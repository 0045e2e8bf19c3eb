import '@tensorflow/tfjs-backend-cpu';
import { alexnet } from '@convzoo/alexnet';
import { type ClassifierBuilder, describeArchitecture, multiClassHead } from '@convzoo/core';
import { resnet50 } from '@convzoo/resnet';
import { vgg16 } from '@convzoo/vgg';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { stagesOf } from './stages.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

// Parameters and multiply-adds of torchvision, and parameters of the layers behind the last convolution there.
const cases: [name: string, build: ClassifierBuilder, parameters: number, macs: number, head: number][] = [
  ['AlexNet', alexnet, 61_100_840, 714_188_480, 58_631_144],
  ['VGG-16', vgg16, 138_357_544, 15_470_264_320, 123_642_856],
  ['ResNet-50', resnet50, 25_557_032, 4_089_184_256, 2_049_000],
];

test.each(cases)('%s: stages hold every layer once', (_, build, parameters, macs, head) => {
  const { layers, taps } = describeArchitecture(build.architecture(), multiClassHead(1000));
  const stages = stagesOf(layers, taps);
  const total = (key: 'parameters' | 'macs'): number => stages.reduce((sum, stage) => sum + stage[key], 0);
  expect([total('parameters'), total('macs')]).toEqual([parameters, macs]);
  expect(stages.at(-1)).toMatchObject({ layer: 'logits', map: null, parameters: head });
  const maps = stages.flatMap(({ map }) => (map === null ? [] : [map]));
  expect(maps).toHaveLength(taps.length);
  maps.slice(1).forEach(([side], i) => {
    expect(side).toBeLessThanOrEqual(maps[i]![0]);
  });
  expect(maps.at(-1)![2]).toBeGreaterThan(maps[0]![2]);
});
