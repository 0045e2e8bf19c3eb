import type { ClassifierBuilder } from '@convzoo/core';
import { architectureLaws } from '@convzoo/core/testing';
import { useRuntime } from '@convzoo/runtime';
import { beforeAll, describe, test } from 'vitest';
import { type ResNetOptions, resnet18, resnet20, resnet50 } from './index.js';

const small = { width: 0.125, inputShape: [33, 40] } as const;

type Case = [
  name: string,
  builder: ClassifierBuilder<ResNetOptions>,
  options: ResNetOptions,
  parameters: number,
  buffers: number,
  macs: number,
];

const cases: Case[] = [
  ['resnet18', resnet18, small, 177_037, 1_200, 1_631_520],
  ['resnet18 with a gray image', resnet18, { ...small, inputChannels: 1 }, 176_253, 1_200, 1_364_960],
  ['resnet50 v1', resnet50, { ...small, variant: 'v1' }, 375_437, 6_640, 3_103_456],
  ['resnet50 v2', resnet50, { ...small, variant: 'v2' }, 374_477, 5_680, 3_210_464],
  ['resnet18 v2', resnet18, { ...small, variant: 'v2' }, 176_813, 976, 1_631_520],
  ['resnet18 with option A', resnet18, { ...small, shortcut: 'identity' }, 174_125, 976, 1_615_520],
  ['resnet20', resnet20, { width: 0.25 }, 17_241, 344, 2_617_424],
  ['plain resnet20', resnet20, { width: 0.25, residual: false }, 17_241, 344, 2_617_424],
  ['plain resnet50 v2', resnet50, { ...small, variant: 'v2', residual: false }, 331_213, 5_680, 2_931_424],
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
