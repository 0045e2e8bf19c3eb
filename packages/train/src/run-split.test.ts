import { createDataset, type Splits } from '@convzoo/data';
import { expect, test } from 'vitest';
import { prepareData } from './config/prepare-data.js';
import { runSplit } from './run-split.js';
import { trainingFacts } from './training-facts.js';

const images = (count: number, prefix = '') =>
  createDataset(
    ['cat', 'dog'],
    Array.from({ length: count }, (_, i) => ({
      id: `${prefix}${i}`,
      label: i % 3 === 0 ? 'cat' : 'dog',
      load: async () => ({ data: Uint8Array.of(0), width: 1, height: 1, channels: 1 as const }),
    })),
  );
const config = {
  data: 'd',
  model: 'm',
  head: { kind: 'multi-class' },
  epochs: 1,
  seed: 7,
  validation: 0.2,
} as const;
const head = { kind: 'multi-class', classes: ['cat', 'dog'] } as const;
const ids = ({ samples }: { samples: readonly { id: string }[] }) => samples.map(({ id }) => id);
const evaluation = { samples: 8, loss: 1, metrics: { accuracy: 0.5 }, classes: [], mistakes: [] };

test('the split of a run is found again from its facts alone', () => {
  const splits: Splits = { train: images(40) };
  const data = prepareData(config, splits);
  const training = JSON.parse(JSON.stringify(trainingFacts(data, { history: [] }, 'd', evaluation)));
  expect(training).toEqual({
    data: 'd',
    split: { seed: 7, validation: 0.2 },
    epochs: 0,
    evaluatedOn: 'validation',
    images: 8,
    metrics: { accuracy: 0.5 },
  });
  const { name, dataset } = runSplit({ head, training }, splits);
  expect([name, ids(dataset)]).toEqual(['validation', ids(data.validation!)]);
  expect(ids(runSplit({ head, training }, splits, 'train').dataset)).toEqual(ids(data.train));
});

test('a test split comes first, and another one on demand', () => {
  const splits: Splits = { train: images(40), validation: images(6, 'v'), test: images(5, 't') };
  expect(runSplit({ head }, splits).name).toBe('test');
  expect(ids(runSplit({ head }, splits, 'validation').dataset)).toEqual(ids(splits.validation!));
  expect(() => runSplit({ head }, { test: images(5) }, 'validation')).toThrow(
    'split: expected validation images, found only test.',
  );
});

test('the images of a binary head are relabeled before they are split', () => {
  const binary = { ...config, head: { kind: 'binary', class: 'cat' } } as const;
  const splits: Splits = { train: images(40) };
  const data = prepareData(binary, splits);
  const training = trainingFacts(data, { history: [] });
  const { dataset } = runSplit({ head: { kind: 'binary', classes: ['cat'] }, training }, splits);
  expect(dataset.samples.map(({ id, label }) => [id, label])).toEqual(
    data.validation!.samples.map(({ id, label }) => [id, label]),
  );
});
