import type { Random } from './random.ts';

/** Values that code which expects another one trips over. */
const odd: readonly string[] = [
  'null',
  'true',
  '0',
  '-1',
  '1e400',
  '1.5',
  '1e15',
  '""',
  '"__proto__"',
  '"constructor"',
  '"\\u0000"',
  '"\\ud800"',
  '"é"',
  '[]',
  '{}',
  '[[]]',
  '{"toString":1}',
  '{"__proto__":null}',
  '{"length":-1}',
  `${'['.repeat(70)}${']'.repeat(70)}`,
];

/** A JSON text in which some value is another; text that is not JSON as it is. */
export function mutateJson(bytes: Uint8Array, random: Random): Uint8Array {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return bytes;
  }
  const marker = `\u0001${random.below(2 ** 31)}`;
  const changed = replaceOne(value, { left: random.below(countOf(value)) }, random, marker);
  const text = JSON.stringify(changed) ?? 'null';
  // The odd value is put in as text, since not all of them survive JSON.stringify.
  return new TextEncoder().encode(text.replace(JSON.stringify(marker), () => random.pick(odd)));
}

function countOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((total: number, one) => total + countOf(one), 1);
}

/** Replaces, repeats, renames or removes the value that comes after so many others. */
function replaceOne(value: unknown, place: { left: number }, random: Random, marker: string): unknown {
  if (place.left-- === 0) return marker;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    return value.flatMap((one: unknown): unknown[] => {
      if (place.left === 0 && random.below(3) === 0) {
        place.left = -1;
        return random.below(2) === 0 ? [] : [one, one];
      }
      return [replaceOne(one, place, random, marker)];
    });
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]): [string, unknown][] => {
      if (place.left === 0 && random.below(3) === 0) {
        place.left = -1;
        return random.below(2) === 0 ? [] : [[random.pick(['__proto__', 'toString', '', `${key}2`]), one]];
      }
      return [[key, replaceOne(one, place, random, marker)]];
    }),
  );
}
