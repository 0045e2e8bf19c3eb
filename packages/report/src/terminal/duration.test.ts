import { expect, test } from 'vitest';
import { formatDuration } from './duration.js';

test.each([
  [0.499, '0 s'],
  [45, '45 s'],
  [185, '3 min 5 s'],
  [3_720, '1 h 2 min'],
])('%f seconds are %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
