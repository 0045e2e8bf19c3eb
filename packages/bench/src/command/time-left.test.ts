import { expect, test } from 'vitest';
import { subject } from '../fixtures/rows.js';
import { timeLeft } from './time-left.js';

const small = subject({ model: 'resnet20' });
const large = subject({ model: 'vgg19' });
const training = subject({ model: 'vgg19', measure: 'training' });

test('unknown before the first process has ended', () => {
  expect(timeLeft([], [small])).toBeUndefined();
});

test('earlier rounds of a subject tell most, then its measure, then all', () => {
  const finished = [
    { subject: small, ms: 10 },
    { subject: small, ms: 30 },
    { subject: large, ms: 500 },
  ];
  expect(timeLeft(finished, [small, large])).toBe(20 + 500);
  expect(timeLeft(finished, [subject({ model: 'alexnet' })])).toBe(180);
  expect(timeLeft([...finished, { subject: training, ms: 60 }], [subject({ measure: 'accuracy' })])).toBe(
    150,
  );
  expect(timeLeft(finished, [])).toBe(0);
});
