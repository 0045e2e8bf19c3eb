import type { Sample } from '@convzoo/data';
import { expect, test } from 'vitest';
import { topAccuracy } from './top-accuracy.js';

test('counts the images whose own class has the highest score', () => {
  const samples = ['a', 'b', 'b'].map((label): Sample => {
    return { id: label, label, load: () => Promise.reject(new Error('not read')) };
  });
  const scores = [Float32Array.of(0.6, 0.4), Float32Array.of(0.6, 0.4), Float32Array.of(0.1, 0.9)];
  expect(topAccuracy(scores, { classes: ['a', 'b'], samples })).toBe(2 / 3);
});
