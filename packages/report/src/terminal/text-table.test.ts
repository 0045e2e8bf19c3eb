import { expect, test } from 'vitest';
import { alignColumns, textTable } from './text-table.js';

test('numbers are on the right and grouped, texts on the left', () => {
  expect(
    textTable(
      ['model', 'parameters', 'note'],
      [
        ['vgg16', 138_357_544, ''],
        ['resnet20', 0.123456, 'x'],
      ],
    ),
  ).toBe(['model      parameters  note', 'vgg16     138,357,544', 'resnet20       0.1235  x'].join('\n'));
});

test('a column may say where it is', () => {
  expect(
    textTable(
      [{ title: 'p50', align: 'right' }, 'n'],
      [
        ['-', 1],
        ['12', 10],
      ],
    ),
  ).toBe('p50   n\n  -   1\n 12  10');
});

test('wide and combining characters and styles take the columns that a terminal gives them', () => {
  const bold = (title: string): string => `\x1b[1m${title}\x1b[22m`;
  expect(
    textTable(
      ['이름', 'n'],
      [
        ['고양이', 1],
        ['e\u0301', 2],
      ],
      bold,
    ),
  ).toBe(['\x1b[1m이름\x1b[22m    \x1b[1mn\x1b[22m', '고양이  1', 'e\u0301       2'].join('\n'));
});

test('names cannot control the terminal', () => {
  expect(textTable(['a\n'], [['\x1b[2J']])).toBe('a\\u000a\n\\u001b[2J');
});

test('rows of different lengths are aligned', () => {
  expect(alignColumns([['a', 'b'], ['long'], []])).toEqual(['a     b', 'long', '']);
});
