import type { ClassifierBuilder } from '@convzoo/core';
import { architectureLaws } from '@convzoo/core/testing';
import { useRuntime } from '@convzoo/runtime';
import { beforeAll, describe, test } from 'vitest';
import { type VggOptions, vgg11, vgg11_bn, vgg16 } from './index.js';

type Case = [
  name: string,
  builder: ClassifierBuilder<VggOptions>,
  options: VggOptions,
  parameters: number,
  buffers: number,
  macs: number,
];

const width = 0.0625;
const cases: Case[] = [
  ['vgg11', vgg11, { width, inputShape: [33, 40] }, 38_557, 0, 863_616],
  ['vgg11_bn', vgg11_bn, { width, inputShape: [40, 32] }, 38_901, 344, 859_296],
  [
    'vgg16 with the large neck',
    vgg16,
    { width, inputShape: [32, 32], neck: 'imagenet' },
    526_569,
    0,
    1_795_328,
  ],
];

beforeAll(async () => {
  await useRuntime('wasm');
});

describe.each(cases)(
  '%s keeps the architecture contract',
  (_, builder, options, parameters, buffers, macs) => {
    const laws = architectureLaws(builder, { options, size: { parameters, buffers, macs } });
    for (const { name, run } of laws) test(name, run);
  },
);
