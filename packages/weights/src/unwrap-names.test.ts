import { expect, test } from 'vitest';
import { unwrapNames } from './unwrap-names.js';

const unwrapped = (...names: string[]): string[] => [
  ...unwrapNames(new Map(names.map((name) => [name, 1]))).keys(),
];

test.each([
  [
    ['module.fc.weight', 'module.fc.bias'],
    ['fc.weight', 'fc.bias'],
  ],
  [
    ['model._orig_mod.module.a', 'model._orig_mod.module.b'],
    ['a', 'b'],
  ],
  [
    ['model.a', 'criterion.b'],
    ['model.a', 'criterion.b'],
  ],
  [
    ['model.', 'model.a'],
    ['model.', 'model.a'],
  ],
  [[], []],
])('%j', (names, expected) => {
  expect(unwrapped(...names)).toEqual(expected);
});

test('a name of prefixes alone, however long, keeps the last', () => {
  const long = 'module.'.repeat(100_000);
  expect([...unwrapNames(new Map([[long, 1]])).keys()]).toEqual(['module.']);
});
