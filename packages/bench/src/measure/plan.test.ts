import { join } from 'node:path';
import { expect, test } from 'vitest';
import { selectModels } from '../models/select.js';
import { plan, type Wanted } from './plan.js';
import { measures } from './subject.js';

const budget = { images: 10, epochs: 1, batchSize: 32 };
const wanted: Wanted = {
  models: selectModels(['vgg11', 'resnet20']),
  engines: ['wasm', 'compiled'],
  precisions: ['float32', 'int8'],
  batches: [1, 4],
  trainingBatch: 4,
  measures,
  sampling: { warmups: 8, samples: 10, timeMs: 100 },
  rounds: 2,
  seeds: 3,
  tasks: [{ name: 'digits', budget }],
};
const titles = (changes: Partial<Wanted>): string[] =>
  plan({ ...wanted, ...changes }).map(
    ({ subject: { model, requested, precision, batch }, round }) =>
      `${round} ${model} ${requested} ${precision} ${batch}`,
  );

test('each subject once a round, every other round backward, so that drift favors none', () => {
  expect(titles({ measures: ['inference'], engines: ['wasm'], batches: [1] })).toEqual([
    '0 vgg11 wasm float32 1',
    '0 resnet20 wasm float32 1',
    '1 resnet20 wasm float32 1',
    '1 vgg11 wasm float32 1',
  ]);
});

test('int8 for compiled engines alone', () => {
  const first = titles({ measures: ['inference'], rounds: 1, batches: [1], models: selectModels(['vgg11']) });
  expect(first).toEqual(['0 vgg11 wasm float32 1', '0 vgg11 compiled float32 1', '0 vgg11 compiled int8 1']);
});

test('training and explanation are TF.js alone, with batches of their own', () => {
  expect(titles({ measures: ['training'], rounds: 1 })).toEqual([
    '0 vgg11 wasm float32 4',
    '0 resnet20 wasm float32 4',
  ]);
  expect(titles({ measures: ['explanation'], rounds: 1 })).toEqual([
    '0 vgg11 wasm float32 1',
    '0 resnet20 wasm float32 1',
  ]);
});

test('loading is of all engines, one image at a time', () => {
  const models = selectModels(['vgg11']);
  expect(titles({ measures: ['loading'], rounds: 1, models })).toEqual([
    '0 vgg11 wasm float32 1',
    '0 vgg11 compiled float32 1',
    '0 vgg11 compiled int8 1',
  ]);
});

test('accuracy has a round for each seed, on the first engine; given weights have one', () => {
  const models = selectModels(['vgg11']);
  const ofTask = { measures: ['accuracy'] as const, models, engines: ['wasm', 'cpu'] };
  expect(titles(ofTask)).toEqual([0, 1, 2].map((seed) => `${seed} vgg11 wasm float32 32`));
  const weights = [{ ...wanted.tasks[0]!, weights: 'imagenet1k_v1' }];
  expect(titles({ ...ofTask, tasks: weights })).toEqual(['0 vgg11 wasm float32 32']);
});

test('a folder for each network that is trained', () => {
  const jobs = plan({ ...wanted, measures: ['inference', 'accuracy'], save: '/nets', seeds: 2 });
  expect([...new Set(jobs.map(({ save }) => save))].toSorted()).toEqual([
    ...['resnet20', 'vgg11'].flatMap((name) =>
      [0, 1].map((seed) => join('/nets/digits', name, `seed-${seed}`)),
    ),
    undefined,
  ]);
});

test('accuracy is learned in Node, by auto if no other engine of TF.js was asked for', () => {
  const ofTask = { measures: ['accuracy'] as const, models: selectModels(['vgg11']), seeds: 1 };
  expect(titles({ ...ofTask, engines: ['browser:webgl', 'cpu'] })).toEqual(['0 vgg11 cpu float32 32']);
  expect(titles({ ...ofTask, engines: ['compiled', 'browser'] })).toEqual(['0 vgg11 auto float32 32']);
});

test('what is asked for twice is measured once', () => {
  expect(
    titles({ measures: ['inference'], engines: ['wasm', 'wasm'], batches: [1, 1], rounds: 1 }),
  ).toHaveLength(2);
});
