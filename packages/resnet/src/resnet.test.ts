import '@tensorflow/tfjs-backend-cpu';
import { architectureLaws } from '@convzoo/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, test } from 'vitest';
import { resnet18, resnet20, resnet50 } from './index.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const small = { width: 0.125, inputShape: [33, 40] } as const;

describe.each([
  ['resnet18', () => resnet18.architecture(small), { parameters: 1, buffers: 1, macs: 1 }],
  [
    'resnet50 v1',
    () => resnet50.architecture({ ...small, variant: 'v1' }),
    { parameters: 1, buffers: 1, macs: 1 },
  ],
  [
    'resnet50 v2',
    () => resnet50.architecture({ ...small, variant: 'v2' }),
    { parameters: 1, buffers: 1, macs: 1 },
  ],
  ['resnet20', () => resnet20.architecture({ width: 0.25 }), { parameters: 1, buffers: 1, macs: 1 }],
] as const)('%s holds to the architecture contract', (_, build, size) => {
  for (const { name, run } of architectureLaws(build, { size })) test(name, run);
});
