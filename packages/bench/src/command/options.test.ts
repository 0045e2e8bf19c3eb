import { ConvzooError } from '@convzoo/core';
import { expect, test } from 'vitest';
import { presets } from '../measure/sampling.js';
import { models } from '../models/models.js';
import { parseOptions } from './options.js';

test('by default every model, quickly, on the best runtime', () => {
  expect(parseOptions([])).toEqual({
    help: false,
    models,
    runtimes: ['auto'],
    batches: [1],
    sampling: presets.quick.sampling,
    json: undefined,
  });
});

test('options go before the preset', () => {
  const { sampling, batches, runtimes } = parseOptions([
    ...['--preset', 'full', '--time', '100', '--samples', '7', '--batch', '2, 4', '--runtime', 'wasm,cpu'],
  ]);
  expect(sampling).toEqual({ ...presets.full.sampling, timeMs: 100, samples: 7 });
  expect(batches).toEqual([2, 4]);
  expect(runtimes).toEqual(['wasm', 'cpu']);
});

test.each([
  [['--preset', 'quik'], 'Did you mean quick?'],
  [['--batch', '1,0'], '--batch: expected whole numbers above 0, found "0"'],
  [['--time', '1.5'], '--time'],
  [['--samples', ''], '--samples'],
  [['--models', 'vgg17'], 'Did you mean vgg1'],
  [['--frobnicate'], '--frobnicate'],
  [['stray'], 'stray'],
])('%j is refused', (args, message) => {
  expect(() => parseOptions(args)).toThrow(ConvzooError);
  expect(() => parseOptions(args)).toThrow(message);
});
