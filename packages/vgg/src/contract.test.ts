import '@tensorflow/tfjs-backend-cpu';
import type { Architecture } from '@convzoo/core';
import { architectureLaws } from '@convzoo/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, test } from 'vitest';
import { vgg11, vgg11_bn, vgg16 } from './index.js';

const cases: [name: string, build: () => Architecture, parameters: number, buffers: number, macs: number][] =
  [
    ['vgg11', () => vgg11.architecture({ width: 0.0625, inputShape: [33, 40] }), 38_557, 0, 863_616],
    ['vgg11_bn', () => vgg11_bn.architecture({ width: 0.0625, inputShape: [40, 32] }), 38_901, 344, 859_296],
    [
      'vgg16 with the large neck',
      () => vgg16.architecture({ width: 0.0625, inputShape: [32, 32], neck: 'imagenet' }),
      526_569,
      0,
      1_795_328,
    ],
  ];

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe.each(cases)('%s keeps the architecture contract', (_, build, parameters, buffers, macs) => {
  for (const { name, run } of architectureLaws(build, { size: { parameters, buffers, macs } }))
    test(name, run);
});
