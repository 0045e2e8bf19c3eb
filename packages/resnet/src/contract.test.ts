import '@tensorflow/tfjs-backend-cpu';
import type { Architecture } from '@convzoo/core';
import { architectureLaws } from '@convzoo/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, test } from 'vitest';
import { resnet18, resnet20, resnet50 } from './index.js';

const small = { width: 0.125, inputShape: [33, 40] } as const;

const cases: [name: string, build: () => Architecture, parameters: number, buffers: number, macs: number][] =
  [
    ['resnet18', () => resnet18.architecture(small), 177_037, 1_200, 1_631_520],
    [
      'resnet18 with a gray image',
      () => resnet18.architecture({ ...small, inputChannels: 1 }),
      176_253,
      1_200,
      1_364_960,
    ],
    ['resnet50 v1', () => resnet50.architecture({ ...small, variant: 'v1' }), 375_437, 6_640, 3_103_456],
    ['resnet50 v2', () => resnet50.architecture({ ...small, variant: 'v2' }), 374_477, 5_680, 3_210_464],
    ['resnet18 v2', () => resnet18.architecture({ ...small, variant: 'v2' }), 176_813, 976, 1_631_520],
    [
      'resnet18 with option A',
      () => resnet18.architecture({ ...small, shortcut: 'identity' }),
      174_125,
      976,
      1_615_520,
    ],
    ['resnet20', () => resnet20.architecture({ width: 0.25 }), 17_241, 344, 2_617_424],
    ['plain resnet20', () => resnet20.architecture({ width: 0.25, residual: false }), 17_241, 344, 2_617_424],
    [
      'plain resnet50 v2',
      () => resnet50.architecture({ ...small, variant: 'v2', residual: false }),
      331_213,
      5_680,
      2_931_424,
    ],
  ];

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe.each(cases)('%s keeps the architecture contract', (_, build, parameters, buffers, macs) => {
  for (const { name, run } of architectureLaws(build, { size: { parameters, buffers, macs } }))
    test(name, run);
});
