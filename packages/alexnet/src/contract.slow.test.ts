import { architectureLaws } from '@convzoo/core/testing';
import { useRuntime } from '@convzoo/runtime';
import { beforeAll, describe, test } from 'vitest';
import { alexnet, alexnet2012 } from './index.js';

const small = { width: 0.0625, inputShape: [64, 72] } as const;

const cases = [
  ['alexnet', alexnet, 225_865, 726_900],
  ['alexnet2012', alexnet2012, 226_029, 906_846],
] as const;

beforeAll(async () => {
  await useRuntime('wasm');
});

describe.each(cases)('%s keeps the architecture contract', (_, builder, parameters, macs) => {
  const laws = architectureLaws(builder, { options: small, size: { parameters, buffers: 0, macs } });
  for (const { name, run } of laws) test(name, run);
});
