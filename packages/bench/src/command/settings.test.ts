import { ConvzooError } from '@convzoo/core';
import { expect, test } from 'vitest';
import { measures } from '../measure/subject.js';
import { models } from '../models/models.js';
import { presets } from './presets.js';
import { type Flags, type Settings, settingsOf } from './settings.js';

const settings = (flags: Partial<Flags> = {}): Settings =>
  settingsOf({ preset: 'standard', runtime: 'auto,compiled', precision: 'float32', ...flags });

test('a preset says everything', () => {
  const { standard } = presets;
  expect(settings()).toEqual({
    preset: 'standard',
    models,
    engines: ['auto', 'compiled'],
    precisions: ['float32'],
    batches: standard.batches,
    trainingBatch: standard.trainingBatch,
    measures,
    sampling: standard.sampling,
    rounds: standard.rounds,
    seeds: standard.seeds,
    tasks: standard.tasks.map((name) => ({ name, budget: standard.budget })),
    save: undefined,
    timeBudgetMs: undefined,
    timeLimitMs: standard.timeLimitMs,
  });
});

test('quick takes networks of all three families', () => {
  const families = settings({ preset: 'quick' }).models.map(({ family }) => family);
  expect(new Set(families)).toEqual(new Set(['alexnet', 'vgg', 'resnet']));
});

test('flags go before the preset', () => {
  const given = settings({
    ...{ time: '0.5s', samples: '7', batch: '2, 4', runtime: 'wasm,cpu', only: 'training' },
    ...{ rounds: '4', seeds: '2', timeBudget: '10m', timeLimit: '1h' },
  });
  expect(given.sampling).toEqual({ ...presets.standard.sampling, timeMs: 500, samples: 7 });
  expect(given).toMatchObject({ batches: [2, 4], trainingBatch: 4, engines: ['wasm', 'cpu'] });
  expect(given).toMatchObject({ measures: ['training'], rounds: 4, seeds: 2 });
  expect(given).toMatchObject({ timeBudgetMs: 600_000, timeLimitMs: 3_600_000 });
});

test('data of one’s own takes the place of the digits', () => {
  const { budget, testImages } = presets.standard;
  expect(settings({ dataset: 'photos' }).tasks).toEqual([
    { name: 'dataset', budget, testImages, source: 'photos' },
  ]);
  const [task] = settings({ dataset: 'photos', weights: 'imagenet1k_v1' }).tasks;
  expect(task).toMatchObject({ source: 'photos', weights: 'imagenet1k_v1' });
  expect(task!.testImages).toBeUndefined();
});

test.each<[Partial<Flags>, string]>([
  [{ preset: 'quik' }, 'Did you mean "quick"?'],
  [{ preset: 'constructor' }, '--preset'],
  [{ batch: '1,0' }, '--batch: expected whole numbers above 0, found "0"'],
  [{ time: '1.5 years' }, '--time'],
  [{ timeBudget: '0' }, '--time-budget'],
  [{ samples: '' }, '--samples'],
  [{ models: 'vgg17' }, 'Did you mean "vgg1'],
  [{ models: 'toString' }, 'models'],
  [{ runtime: 'wsam' }, 'Did you mean "wasm"?'],
  [{ precision: 'int8', runtime: 'wasm' }, 'Add it: --runtime compiled.'],
  [{ precision: 'int4' }, 'Did you mean "int8"?'],
  [{ only: 'accurracy' }, 'Did you mean "accuracy"?'],
  [{ weights: 'imagenet1k_v1' }, '--weights: expected --dataset'],
  [{ save: 'nets', only: 'inference' }, '--save: expected networks that are trained'],
  [{ save: 'nets', dataset: 'photos', weights: 'net.pth' }, 'found --weights, which are only evaluated'],
])('%j is refused', (flags, message) => {
  expect(() => settings(flags)).toThrow(ConvzooError);
  expect(() => settings(flags)).toThrow(message);
});
