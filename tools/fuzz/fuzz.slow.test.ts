import { expect, test } from 'vitest';
import { createSeen, type Ran } from './coverage.ts';
import { explore } from './explore.ts';
import { mutate } from './mutate.ts';
import { mutateJson } from './mutate-json.ts';
import { probe } from './probe.ts';
import { createRandom } from './random.ts';
import { bytes, json, text } from './target.ts';

/** A parser that fails behind three bytes, and what it ran. */
function planted(): { run: (input: Uint8Array) => void; take: () => Ran } {
  let ran = new Uint8Array(4);
  return {
    run: (input) => {
      const depth = [...'bug'].findIndex((letter, i) => input[i] !== letter.charCodeAt(0));
      ran.fill(1, 0, depth < 0 ? 4 : depth + 1);
      if (depth < 0) throw new TypeError('found');
    },
    take: () => {
      const last = new Map([['planted', ran]]);
      ran = new Uint8Array(4);
      return last;
    },
  };
}

test('coverage leads to a fault that is several bytes deep', async () => {
  const found: string[] = [];
  const { run, take } = planted();
  const explored = await explore(
    { run, seeds: () => [bytes('xxx')] },
    {
      runs: 60_000,
      seed: 1,
      probe: (input) => probe(run, input),
      startCoverage: () => ({ take, stop: () => {} }),
      onFault: (input, { reason }) => found.push(`${reason} ${text(input.subarray(0, 3))}`),
    },
  );
  expect(found[0]).toBe('TypeError: found bug');
  expect(explored).toMatchObject({ inputs: 60_000, code: 4 });
});

test('what ran before is not new', () => {
  const seen = createSeen();
  seen.add(new Map([['a', Uint8Array.of(1, 0)]]));
  expect(seen.lacks(new Map([['a', Uint8Array.of(1, 0)]]))).toBe(false);
  expect(seen.lacks(new Map([['a', Uint8Array.of(0, 1)]]))).toBe(true);
  expect(seen.lacks(new Map([['b', Uint8Array.of(1)]]))).toBe(true);
});

test('the same seed gives the same inputs, which differ from each other', () => {
  const inputs = (seed: number): string[] => {
    const random = createRandom(seed);
    return Array.from({ length: 50 }, () =>
      mutate(bytes('some text'), { corpus: [bytes('other')], words: [bytes('word')] }, random).join(),
    );
  };
  expect(inputs(1)).toEqual(inputs(1));
  expect(inputs(1)).not.toEqual(inputs(2));
  expect(new Set(inputs(1)).size).toBeGreaterThan(30);
});

test('JSON stays JSON, with an odd value in it', () => {
  const random = createRandom(1);
  const changed = Array.from({ length: 200 }, () => text(mutateJson(json({ a: [1, { b: 'c' }] }), random)));
  for (const one of changed) expect(() => JSON.parse(one)).not.toThrow();
  expect(new Set(changed).size).toBeGreaterThan(40);
});
