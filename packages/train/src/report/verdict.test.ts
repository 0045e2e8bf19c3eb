import { expect, test } from 'vitest';
import type { Evaluation } from '../evaluate.js';
import { verdictOf } from './verdict.js';

function evaluation(
  metrics: Record<string, number>,
  supports: Record<string, number>,
  samples: number,
): Evaluation {
  const classes = Object.entries(supports).map(([name, support]) => ({
    name,
    support,
    precision: 0,
    recall: 0,
    f1: 0,
  }));
  return { samples, loss: 1, metrics, classes, mistakes: [] };
}

test('a result stands against the most frequent class', () => {
  const result = evaluation({ accuracy: 0.8 }, { cat: 4, dog: 6 }, 10);
  expect(verdictOf('multi-class', 'test', result).text).toBe(
    '80.0 % of 10 test images are right (95 % interval 49.0 % to 94.3 %). ' +
      'That is not clearly better than always answering “dog”, the most frequent class, which is right for 60.0 %.',
  );
  const many = evaluation({ accuracy: 0.8 }, { cat: 400, dog: 600 }, 1000);
  expect(verdictOf('multi-class', 'test', many).text).toContain(
    'Always answering “dog”, the most frequent class, would be right for 60.0 %.',
  );
});

test('for one class, against the more frequent answer', () => {
  const verdict = verdictOf('binary', 'validation', evaluation({ accuracy: 0.95 }, { cat: 100 }, 1000));
  expect(verdict.text).toContain('Always answering “not cat” would be right for 90.0 %.');
  expect(verdict.baseline.value).toBe(0.9);
});

test('for labels, mean average precision stands against a random order', () => {
  const metrics = { meanAveragePrecision: 0.7, exactMatch: 0.5 };
  const { text } = verdictOf('multi-label', 'test', evaluation(metrics, { sofa: 30, dog: 10, none: 0 }, 100));
  expect(text).toBe(
    'Mean average precision is 70.0 % over 2 labels of 100 test images, where a random order would have 20.0 %. ' +
      'All labels are right for 50.0 % of the images (95 % interval 40.4 % to 59.6 %).',
  );
});
