import { ConvzooError } from '@convzoo/core/errors';
import * as tfd from '@tensorflow/tfjs-data';
import { describe, expect, test } from 'vitest';
import { toArray } from '../to-array.js';
import { createDataset, type Sample } from './dataset.js';
import { classCounts, oneVersusRest } from './labels.js';
import { shuffleDataset } from './shuffle.js';
import { splitDataset } from './split.js';

const pixel = { data: Uint8Array.of(7), width: 1, height: 1, channels: 1 } as const;
const sample = (id: string, label: Sample['label']): Sample => ({ id, label, load: async () => pixel });
const classes = ['cat', 'dog', 'owl'];
/** 60 cats, 30 dogs, 10 owls. */
const animals = createDataset(
  classes,
  Array.from({ length: 100 }, (_, i) => sample(`${i}`, i < 60 ? 'cat' : i < 90 ? 'dog' : 'owl')),
);
const ids = ({ samples }: { samples: readonly Sample[] }): string[] => samples.map(({ id }) => id);

describe('createDataset', () => {
  test('iterates in order, more than once, and loads only then', async () => {
    let loads = 0;
    const load = async () => {
      loads++;
      return pixel;
    };
    const dataset = createDataset(classes, [
      { id: 'a', label: 'cat', load },
      { id: 'b', label: 2, load },
    ]);
    expect(loads).toBe(0);
    for (const round of [1, 2]) {
      const seen = [];
      for await (const { id, label, pixels } of dataset) seen.push([id, label, pixels]);
      expect(seen).toEqual([
        ['a', 'cat', pixel],
        ['b', 'owl', pixel],
      ]);
      expect(loads).toBe(2 * round);
    }
  });

  test('serves tf.data', async () => {
    const source = tfd.generator(async () => {
      const iterator = animals[Symbol.asyncIterator]();
      return {
        next: async () => {
          const { done, value } = await iterator.next();
          return { done: done ?? false, value: value?.id };
        },
      } as unknown as Iterator<string>;
    });
    expect(await source.take(3).toArray()).toEqual(['0', '1', '2']);
  });

  test.each<[string, Sample['label'], string, string]>([
    [
      'a misspelt name',
      'dgo',
      'unknown-name',
      'label of 1: expected one of cat, dog, owl, found "dgo". Did you mean "dog"?',
    ],
    ['a number too high', 3, 'invalid-data', 'label of 1: expected a class index from 0 to 2, found 3.'],
    [
      'one of several',
      ['cat', -1],
      'invalid-data',
      'label of 1: expected a class index from 0 to 2, found -1.',
    ],
  ])('names the sample with %s', (_, label, code, message) => {
    const run = () => createDataset(classes, [sample('0', 'cat'), sample('1', label)]);
    expect(run).toThrow(message);
    expect(run).toThrow(expect.objectContaining({ code }));
  });

  test('refuses no samples and classes of one name', () => {
    expect(() => createDataset(classes, [])).toThrow('dataset: expected at least one sample, found none.');
    expect(() => createDataset(['a', 'a'], [sample('0', 'a')])).toThrow('found "a" more than once');
  });

  test('an image that fails ends the iteration with its error', async () => {
    const load = async () => {
      throw new ConvzooError('invalid-image', { subject: 'x.jpg', expected: 'an image', found: 'damage' });
    };
    const dataset = createDataset(['a'], [sample('0', 'a'), { id: '1', label: 'a', load }]);
    await expect(toArray(dataset)).rejects.toThrow('x.jpg');
  });
});

describe('splitDataset', () => {
  test('divides every class by the same share, without loss or overlap, in order', () => {
    const [train, rest] = splitDataset(animals, { share: 0.2 });
    expect(classCounts(train)).toEqual([48, 24, 8]);
    expect(classCounts(rest)).toEqual([12, 6, 2]);
    expect(new Set([...ids(train), ...ids(rest)]).size).toBe(100);
    const order = ids(train).map(Number);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  test('depends on the seed, and on nothing else', () => {
    const once = splitDataset(animals, { share: 0.3, seed: 5 });
    expect(ids(once[1])).toEqual(ids(splitDataset(animals, { share: 0.3, seed: 5 })[1]));
    expect(ids(once[1])).not.toEqual(ids(splitDataset(animals, { share: 0.3, seed: 6 })[1]));
  });

  test('divides rare classes together where none has enough for a share of its own', () => {
    const rare = createDataset(
      Array.from({ length: 20 }, (_, i) => `${i}`),
      Array.from({ length: 40 }, (_, i) => sample(`${i}`, i % 20)),
    );
    expect(splitDataset(rare, { share: 0.25 })[1].samples).toHaveLength(10);
  });

  test.each([0.1, 0.5, 0.9])('leaves the last image of the first part all classes part at %d', (share) => {
    const labels = ['cat', 'cat', 'cat', 'cat', 'dog', 'owl', ['owl', 'cat'], ['dog', 'owl']];
    const few = createDataset(
      classes,
      labels.map((label, i) => sample(`${i}`, label)),
    );
    for (let seed = 0; seed < 20; seed++) {
      const [train, rest] = splitDataset(few, { share, seed });
      expect(Math.min(...classCounts(train))).toBeGreaterThan(0);
      expect(rest.samples.length).toBeGreaterThan(0);
    }
  });

  test('takes no more of a large class where the others have a single image', () => {
    const names = ['common', ...Array.from({ length: 30 }, (_, i) => `rare ${i}`)];
    const labels = [...names.slice(1), ...Array.from({ length: 10 }, () => 'common')];
    const uneven = createDataset(
      names,
      labels.map((label, i) => sample(`${i}`, label)),
    );
    expect(splitDataset(uneven, { share: 0.1 })[1].samples.length).toBeLessThanOrEqual(2);
  });

  test('is refused where every class has a single image', () => {
    const single = createDataset(
      classes,
      classes.map((name) => sample(name, name)),
    );
    expect(() => splitDataset(single, { share: 0.5 })).toThrow('the first part all classes');
  });

  test('treats combinations of labels as classes', () => {
    const scenes = createDataset(
      classes,
      Array.from({ length: 40 }, (_, i) => sample(`${i}`, i % 2 === 0 ? ['cat', 'dog'] : ['owl'])),
    );
    expect(classCounts(splitDataset(scenes, { share: 0.25 })[1])).toEqual([5, 5, 5]);
  });

  test.each([0, 1, -1, Number.NaN, 0.001])('refuses a share of %d', (share) => {
    expect(() => splitDataset(animals, { share })).toThrow('share of a split');
  });
});

test('shuffling keeps the samples and follows from the seed', () => {
  const shuffled = shuffleDataset(animals, 3);
  expect(ids(shuffled)).not.toEqual(ids(animals));
  expect(ids(shuffled).toSorted()).toEqual(ids(animals).toSorted());
  expect(ids(shuffleDataset(animals, 3))).toEqual(ids(shuffled));
});

test('what a dataset warns of stays with what is made of it', () => {
  const warned = createDataset(animals.classes, animals.samples, ['3 files were left out']);
  const made = [
    ...splitDataset(warned, { share: 0.5 }),
    shuffleDataset(warned),
    oneVersusRest(warned, 'cat'),
  ];
  for (const { warnings } of made) expect(warnings).toEqual(['3 files were left out']);
});

test('names are equal however their accents are stored', () => {
  const [composed, decomposed] = ['caf\u00e9', 'cafe\u0301'];
  const cafes = createDataset([decomposed, 'bar'], [sample('0', composed), sample('1', [decomposed, 'bar'])]);
  expect(cafes.classes).toEqual([composed, 'bar']);
  expect(cafes.samples.map(({ label }) => label)).toEqual([composed, [composed, 'bar']]);
  expect(classCounts(oneVersusRest(cafes, decomposed))).toEqual([2]);
  expect(() => createDataset([composed, decomposed], [sample('0', composed)])).toThrow('more than once');
});

test('one class versus the rest', () => {
  const dogs = oneVersusRest(animals, 'dog');
  expect(dogs.classes).toEqual(['dog']);
  expect(classCounts(dogs)).toEqual([30]);
  expect(() => oneVersusRest(animals, 'emu')).toThrow('found "emu"');
});
