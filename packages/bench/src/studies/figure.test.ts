import * as Plot from '@observablehq/plot';
import { DOMParser } from 'linkedom';
import { expect, test } from 'vitest';
import { figure, panel, wrapped } from './figure.js';
import { list, significant } from './format.js';

test('lines are few, within the limit, and of similar length', () => {
  expect(wrapped('short', 20)).toEqual(['short']);
  expect(wrapped('plain networks train worse the deeper they are', 40)).toEqual([
    'plain networks train',
    'worse the deeper they are',
  ]);
});

test('a figure is one SVG of both themes, its texts escaped', () => {
  const dots = panel('a < b', {
    width: 300,
    height: 200,
    marks: [Plot.dot([[1, 2]], { fill: 'var(--series-1)' })],
  });
  const svg = figure({
    title: 'Up & down',
    caption: 'Said "so".',
    legend: [{ name: '<one>', color: 'var(--series-1)' }],
    rows: [[dots, dots], [dots]],
  });
  const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  expect(svg).toContain('aria-label="Up &amp; down"');
  expect(root.querySelectorAll('svg svg')).toHaveLength(3);
  expect(svg).toContain('prefers-color-scheme: dark');
  expect(svg).not.toMatch(/<one>|a < b/);
});

test('numbers and lists for people', () => {
  expect([0, 0.031_24, 4.567, 12_399.6, 4.94e-6].map(significant)).toEqual([
    '0',
    '0.0312',
    '4.57',
    '12,400',
    '4.9e-6',
  ]);
  expect(list(['a'])).toBe('a');
  expect(list(['a', 'b', 'c'])).toBe('a, b and c');
});
