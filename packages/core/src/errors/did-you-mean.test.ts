import { expect, test } from 'vitest';
import { didYouMean } from './did-you-mean.js';
import { oneOf } from './one-of.js';

const names = ['resnet18', 'resnet50', 'vgg16', 'alexnet', 'wasm', 'dog', 'cat'];

test.each([
  ['resnet5', 'resnet50'],
  ['RESNET18', 'resnet18'],
  ['resent18', 'resnet18'],
  ['vgg61', 'vgg16'],
  ['wsam', 'wasm'],
  ['dgo', 'dog'],
  ['cats', 'cat'],
])('%s resembles %s', (word, name) => {
  expect(didYouMean(word, names)).toBe(`Did you mean "${name}"?`);
});

test.each(['elephant', 'constructor', 'xyz', '', 'x'.repeat(1e6), 'mobilenet_v3_large'])(
  '%.20j resembles none',
  (word) => {
    expect(didYouMean(word, names)).toBeUndefined();
  },
);

test('nothing resembles nothing', () => {
  expect(didYouMean('a', [])).toBeUndefined();
  expect(didYouMean('', [''])).toBe('Did you mean ""?');
});

test('a long list is cut', () => {
  expect(oneOf(['a', 'b'])).toBe('one of a, b');
  expect(oneOf(Array.from({ length: 12 }, (_, i) => `${i}`))).toBe(
    'one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, … (12 in all)',
  );
});

test('long names are cut', () => {
  const long = 'x'.repeat(1000);
  expect(didYouMean(long, [long])?.length).toBeLessThan(100);
  expect(oneOf([long]).length).toBeLessThan(100);
});
