import { expect, test } from 'vitest';
import {
  afterCrash,
  afterSuccess,
  type CrashHistory,
  noCrash,
  parseHistory,
  planShard,
  type Range,
} from './crashes.js';

const limits = { perImage: 2, perShard: 20 };
const sorted = (groups: readonly Range[]) => [...groups].sort((a, b) => a.first - b.first);
const plan = (history: CrashHistory) => planShard(10, 4, history, limits);

test('a shard without crashes is divided into groups', () => {
  expect(plan(noCrash)).toEqual({
    groups: [
      { first: 0, end: 4 },
      { first: 4, end: 8 },
      { first: 8, end: 10 },
    ],
    givenUp: new Set(),
  });
});

test('images that a process died with are tried alone, the others together', () => {
  const history = afterCrash({ ...noCrash, flight: { first: 4, end: 6 } });
  expect(history).toEqual({ suspects: [4, 5], alone: {}, total: 1 });
  expect(sorted(plan(history).groups)).toEqual([
    { first: 0, end: 4 },
    { first: 4, end: 5 },
    { first: 5, end: 6 },
    { first: 6, end: 10 },
  ]);
});

test('an image that was worked on is no suspect any more', () => {
  let history = afterCrash({ ...noCrash, flight: { first: 4, end: 6 } });
  history = afterCrash({ ...history, flight: { first: 5, end: 6 } });
  history = afterSuccess(history, { first: 5, end: 6 });
  expect(history).toEqual({ suspects: [4], alone: {}, total: 2 });
  expect(afterSuccess(history, { first: 6, end: 10 })).toBe(history);
});

test('after each crash, another group comes first', () => {
  const firsts = [1, 2, 3, 4, 5, 6, 7, 8].map(
    (total) => planShard(1000, 4, { ...noCrash, total }, limits).groups[0]?.first,
  );
  expect(new Set(firsts).size).toBeGreaterThan(6);
});

test('an image at which processes died alone is given up', () => {
  let history = afterCrash({ ...noCrash, flight: { first: 4, end: 6 } });
  history = afterCrash({ ...history, flight: { first: 5, end: 6 } });
  expect(plan(history).givenUp).toEqual(new Set());
  history = afterCrash({ ...history, flight: { first: 5, end: 6 } });
  const { groups, givenUp } = plan(history);
  expect(givenUp).toEqual(new Set([5]));
  expect(sorted(groups)).toEqual([
    { first: 0, end: 4 },
    { first: 4, end: 5 },
    { first: 6, end: 10 },
  ]);
});

test('a shard in which processes die everywhere is given up', () => {
  const { groups, givenUp } = plan({ ...noCrash, total: 20 });
  expect([groups.length, givenUp.size]).toEqual([0, 10]);
});

test('whatever crashes: each image is in one group or given up', () => {
  for (let seed = 0; seed < 50; seed++) {
    let history: CrashHistory = noCrash;
    for (let crash = 0; crash < 8; crash++) {
      const { groups, givenUp } = plan(history);
      const images = groups.flatMap(({ first, end }) =>
        Array.from({ length: end - first }, (_, i) => first + i),
      );
      expect([...images, ...givenUp].sort((a, b) => a - b)).toEqual([...Array(10).keys()]);
      const flight = groups[(seed * 7 + crash * 3) % Math.max(1, groups.length)];
      history = afterCrash({ ...history, flight });
    }
  }
});

test('a history that cannot be read is none', () => {
  expect(parseHistory('{"suspects":"no"}')).toBe(noCrash);
  expect(parseHistory('{')).toBe(noCrash);
  expect(parseHistory(null)).toBe(noCrash);
});
