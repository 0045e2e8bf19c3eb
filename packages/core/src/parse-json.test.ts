import { expect, test } from 'vitest';
import { parseJson } from './parse-json.js';

test('parses what JSON.parse does, and a byte order mark before it', () => {
  const text = String.raw`{"a":[1,{"b\"[[[":"}]\\"}],"c":null}`;
  expect(parseJson(text)).toEqual(JSON.parse(text));
  expect(parseJson(`\uFEFF${text}`)).toEqual(JSON.parse(text));
  expect(() => parseJson('{"a":')).toThrow(SyntaxError);
});

test('refuses deep nesting, but not brackets in strings', () => {
  const nested = (depth: number): string => '[{"a":'.repeat(depth / 2) + '}]'.repeat(depth / 2);
  expect(() => parseJson(nested(100_000))).toThrow('JSON nested more than 64 deep');
  expect(() => parseJson(nested(66))).toThrow('64 deep');
  expect(parseJson('['.repeat(64) + ']'.repeat(64))).toBeInstanceOf(Array);
  expect(parseJson(JSON.stringify('['.repeat(1000)))).toBe('['.repeat(1000));
});
