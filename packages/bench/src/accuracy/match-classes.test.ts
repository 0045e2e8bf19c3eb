import { imagenetClasses } from '@convzoo/core/imagenet';
import { createDataset, type Dataset } from '@convzoo/data';
import { expect, test } from 'vitest';
import { imagenetWordNetIds } from './imagenet-wordnet-ids.js';
import { matchClasses } from './match-classes.js';

type Label = Dataset['samples'][number]['label'];

const load = async () => ({ data: new Uint8Array(3), width: 1, height: 1, channels: 3 }) as const;
const dataset = (classes: readonly string[], ...labels: Label[]) =>
  createDataset(
    classes,
    labels.map((label, i) => ({ id: `${i}`, label, load })),
  );
const labelsOf = ({ dataset }: ReturnType<typeof matchClasses>): Label[] =>
  dataset.samples.map(({ label }) => label);

test('names that differ by case, spaces, hyphens and underscores are the same class', () => {
  const classes = ['great white shark', 'red-breasted merganser', 'hen'];
  const matched = matchClasses(dataset(['Hen', 'great_white_shark'], 'great_white_shark', 'Hen', 1), classes);
  expect(labelsOf(matched)).toEqual(['great white shark', 'hen', 'great white shark']);
  expect(matched.dataset.classes).toEqual(classes);
  expect(matched.absent).toEqual(['red-breasted merganser']);
});

test("ImageNet's folders are named by WordNet ids", () => {
  // Facts of WordNet 3.0 that torchvision's and timm's lists agree on.
  for (const [id, name] of [
    ['n01440764', 'tench'],
    ['n02123045', 'tabby'],
    ['n02510455', 'giant panda'],
    ['n15075141', 'toilet tissue'],
  ] as const) {
    expect(imagenetClasses[imagenetWordNetIds.indexOf(id)]).toBe(name);
  }
  const matched = matchClasses(dataset(['n02123045', 'n01440764'], 'n02123045'), imagenetClasses);
  expect(labelsOf(matched)).toEqual(['tabby']);
  expect(matched.absent).toHaveLength(998);
});

test('labels of several classes are renamed each', () => {
  const matched = matchClasses(dataset(['Cat', 'Dog'], ['Cat', 'Dog'], []), ['dog', 'cat']);
  expect(labelsOf(matched)).toEqual([['cat', 'dog'], []]);
});

test('classes that the weights lack are refused and named, also where the numbers agree', () => {
  expect(() => matchClasses(dataset(['cat', 'unicorn'], 'cat'), ['cat', 'dog'])).toThrow(
    /expected classes of the weights \(cat, dog\).*found unicorn/,
  );
  // A WordNet id means nothing to other classes.
  expect(() => matchClasses(dataset(['n02123045'], 0), ['cat', 'dog'])).toThrow(/found n02123045/);
  // Two classes that a loose name could mean.
  expect(() => matchClasses(dataset(['A B'], 0), ['a b', 'a-b'])).toThrow(/found A B/);
});
