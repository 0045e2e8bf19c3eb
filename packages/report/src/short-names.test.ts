import { expect, test } from 'vitest';
import { shortNames } from './short-names.js';

test.each([
  [['/home/me/cats/1.jpg'], ['1.jpg']],
  [
    ['/home/me/cats/1.jpg', '/home/me/dogs/1.jpg'],
    ['cats/1.jpg', 'dogs/1.jpg'],
  ],
  [
    ['C:\\photos\\a.png', 'C:\\photos\\b\\c.png'],
    ['a.png', 'b/c.png'],
  ],
  [
    ['a/1.jpg', '2.jpg'],
    ['a/1.jpg', '2.jpg'],
  ],
  [
    ['1.jpg', '-'],
    ['1.jpg', '-'],
  ],
])('%j', (names, short) => {
  expect(names.map(shortNames(names))).toEqual(short);
});
