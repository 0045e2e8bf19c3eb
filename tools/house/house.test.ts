import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../workspace.ts';
import { drawHouse } from './draw.ts';
import { houseOf, workspaceDependencies } from './graph.ts';

test('users stand above what they use, and arrows that follow from others are left out', () => {
  const uses = new Map([
    ['app', new Set(['net', 'core'])],
    ['net', new Set(['core'])],
    ['core', new Set<string>()],
  ]);
  expect(houseOf(uses)).toEqual({
    floors: [['core'], ['net'], ['app']],
    arrows: [
      ['app', 'net'],
      ['net', 'core'],
    ],
  });
});

test('docs/pictures/house.svg is what `pnpm run docs:house` draws', () => {
  const drawn = drawHouse(houseOf(workspaceDependencies()));
  expect(readFileSync(join(root, 'docs/pictures/house.svg'), 'utf8')).toBe(drawn);
});
