import { expect, test } from 'vitest';
import { describe } from './describe.js';

let nested: object = { leaf: 1 };
for (let level = 0; level < 10_000; level++) nested = { inner: nested };
const cycle: Record<string, unknown> = { name: 'cycle' };
cycle.self = cycle;

const values: [string, unknown, string][] = [
  ['a string', 'cat', '"cat"'],
  ['a string with quotes and line breaks', 'a "b"\nc', '"a \\"b\\"\\nc"'],
  ['numbers that JSON lacks', [Number.NaN, -Infinity, 1.5], '[NaN, -Infinity, 1.5]'],
  ['nothing', undefined, 'nothing'],
  ['a list of nothing', [undefined, null, true], '[undefined, null, true]'],
  ['a bigint', 12n, '12n'],
  ['a symbol', Symbol('x'), 'Symbol(x)'],
  ['a function', () => 1, 'a function'],
  ['an object', { width: 2, 'two words': ['a'] }, '{ width: 2, "two words": ["a"] }'],
  ['nothing in it', [{}, []], '[{}, []]'],
  ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), '{ a: 1 }'],
  ['a property called toString', { toString: 1, valueOf: 2 }, '{ toString: 1, valueOf: 2 }'],
  ['a property called toJSON', { toJSON: 1 }, '{ toJSON: 1 }'],
  ['a cycle', cycle, '{ name: "cycle", self: { name: "cycle", self: { name: "cycle", self: {…} } } }'],
  ['deep nesting', nested, '{ inner: { inner: { inner: {…} } } }'],
  ['a typed array', new Float32Array([0.5, 1]), '[0.5, 1]'],
  ['a long list', Array.from({ length: 100 }, (_, i) => i), '[0, 1, 2, 3, 4, 5, 6, 7, … 100 in all]'],
  ['a map', new Map(), 'a Map'],
  ['a data view', new DataView(new ArrayBuffer(2)), 'a DataView'],
  ['an error', new Error('broken'), 'Error "broken"'],
];

// Named by hand, so that the runner prints none of the values.
for (const [name, value, text] of values) test(`describes ${name}`, () => expect(describe(value)).toBe(text));

test('keeps to 120 characters', () => {
  const long = 'x'.repeat(1_000_000);
  for (const value of [long, { [long]: 1 }, [long, long], Symbol(long), new Error(long)]) {
    expect(describe(value)).toHaveLength(120);
  }
});

const unreadable: [string, object][] = [
  ['a getter that throws', Object.defineProperty({}, 'x', { enumerable: true, get: fail })],
  ['a proxy that throws', new Proxy({}, { get: fail, ownKeys: fail, getPrototypeOf: fail })],
  ['a revoked proxy', revoked()],
  ['an error whose message throws', Object.defineProperty(new Error(), 'message', { get: fail })],
  ['a tag that throws', Object.defineProperty({}, Symbol.toStringTag, { get: fail })],
];

for (const [name, value] of unreadable)
  test(`does not throw for ${name}`, () => {
    expect(describe(value)).toBe('an object that cannot be read');
    expect(describe([value])).toBe('[an object that cannot be read]');
  });

function fail(): never {
  throw new Error('on purpose');
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
