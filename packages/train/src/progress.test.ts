import { expect, test } from 'vitest';
import type { RunIdentity } from './identity.js';
import { advance, initialProgress, isExhausted } from './progress.js';

const run: RunIdentity = {
  architecture: 'small-net',
  head: 'multi-class',
  classes: ['a', 'b'],
  optimizer: 'sgd',
  samples: 8,
  data: '0',
  learningRate: 0.1,
};
const start = initialProgress(run, 0, 2);
const epochOf = (epoch: number, value: number | undefined) =>
  ({
    kind: 'epoch',
    summary: { epoch, step: 2 * (epoch + 1), loss: 1, learningRate: 0.1 },
    value,
  }) as const;

test('steps count within their epoch, and losses add up', () => {
  const one = advance(start, { kind: 'step', index: 0, loss: 0.5 });
  const two = advance(one, { kind: 'step', index: 1, loss: 0.25 });
  expect([one.stepInEpoch, one.step, two.stepInEpoch, two.step, two.lossSum]).toEqual([1, 1, 2, 2, 0.75]);
  expect(start).toEqual(initialProgress(run, 0, 2));
});

test('an epoch begins the next one and keeps the best value, the first of equal ones', () => {
  const values = [0.5, 0.75, 0.75, undefined];
  const after = values.reduce((progress, value, i) => advance(progress, epochOf(i, value)), start);
  expect([after.epoch, after.stepInEpoch, after.step, after.lossSum]).toEqual([4, 0, 8, 0]);
  expect(after.best).toEqual({ epoch: 1, value: 0.75 });
  expect(after.history.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3]);
  expect([isExhausted(after, 2), isExhausted(after, 3), isExhausted(start, 1)]).toEqual([true, false, false]);
});
