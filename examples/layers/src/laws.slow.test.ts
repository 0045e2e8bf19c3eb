import '@tensorflow/tfjs-backend-cpu';
import { classifierBuilder, describeArchitecture, multiClassHead } from '@convzoo/core';
import { globalAveragePool, resolveInputShape } from '@convzoo/core/layers';
import { architectureLaws } from '@convzoo/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, test } from 'vitest';
import { layers } from './layers.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe.each(Object.entries(layers))('a network of one layer, %s, keeps the contract', (_, features) => {
  const builder = classifierBuilder((options) => ({
    name: 'one-layer',
    inputShape: resolveInputShape({ inputShape: [9, 8, 4], ...options }, { size: 9 }),
    features,
    neck: globalAveragePool('pool'),
  }));
  const { size } = describeArchitecture(builder.architecture(), multiClassHead(5));
  for (const { name, run } of architectureLaws(builder, { size })) test(name, run);
});
