import { expect, test } from 'vitest';
import { en, type TextKey } from './en.js';
import { ko } from './ko.js';

const keys = Object.keys(en) as TextKey[];
const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([hole]) => hole).sort();

test('Korean has every text that English has, and no other', () => {
  expect(Object.keys(ko)).toEqual(keys);
});

test.each(keys)('%s says something in both languages, with the same values', (key) => {
  expect(en[key].trim()).not.toBe('');
  expect(ko[key].trim()).not.toBe('');
  expect(holes(ko[key])).toEqual(holes(en[key]));
});

test('Korean is written in Korean', () => {
  const untranslated = keys.filter((key) => !/[가-힣]/.test(ko[key]));
  // A name and a size.
  expect(untranslated).toEqual(['network.megabytes']);
});
