import '@tensorflow/tfjs-backend-cpu';
import type { Architecture } from '@convzoo/core';
import { architectureLaws } from '@convzoo/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, test } from 'vitest';
import { alexnet, alexnet2012 } from './index.js';

const small = { width: 0.0625, inputShape: [64, 72] } as const;

const cases: [name: string, build: () => Architecture, parameters: number, buffers: number, macs: number][] =
  [
    ['alexnet', () => alexnet.architecture(small), 225_865, 0, 726_900],
    ['alexnet2012', () => alexnet2012.architecture(small), 226_029, 0, 906_846],
  ];

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe.each(cases)('%s keeps the architecture contract', (_, build, parameters, buffers, macs) => {
  for (const { name, run } of architectureLaws(build, { size: { parameters, buffers, macs } }))
    test(name, run);
});
