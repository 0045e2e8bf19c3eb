import { expect, test } from 'vitest';
import { imagenetClasses } from './imagenet-classes.js';

test('lists 1000 different names in the order of ILSVRC 2012', () => {
  expect(imagenetClasses).toHaveLength(1000);
  expect(new Set(imagenetClasses).size).toBe(1000);
  expect(imagenetClasses.filter((name) => name !== name.trim() || /[,\n]/.test(name))).toEqual([]);
  expect([0, 1, 2, 281, 282, 999].map((i) => imagenetClasses[i])).toEqual([
    'tench',
    'goldfish',
    'great white shark',
    'tabby',
    'tiger cat',
    'toilet tissue',
  ]);
});
