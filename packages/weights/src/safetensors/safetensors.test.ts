import { ConvzooError } from '@convzoo/core/errors';
import type { HostTensor } from '@convzoo/core/state-dict';
import { expect, test } from 'vitest';
import { closedForm, closedFormBool, fixture } from '../fixtures/fixtures.js';
import { formatSafetensors, safetensorsParts } from './format.js';
import { parseSafetensors } from './parse.js';
import { parseShardedSafetensors } from './sharded.js';

const mixed = new Map<string, HostTensor>([
  ['conv1.weight', closedForm([2, 3, 3, 3])],
  ['bn1.num_batches_tracked', closedForm([], 'int64')],
  ['bn1.weight', closedForm([2])],
  ['10', closedForm([3], 'int32')],
  ['9', closedForm([5], 'uint8')],
  ['empty', closedForm([0, 2])],
  ['naïve "name"\n', closedForm([1])],
]);

/** A file of a header and data of the given length. */
function file(header: unknown, dataBytes: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const tensor = (begin: number, end: number, shape = [(end - begin) / 4]) => ({
  dtype: 'F32',
  shape,
  data_offsets: [begin, end],
});

test('reads what the reference implementation wrote', () => {
  const { stateDict, metadata } = parseSafetensors(fixture('safetensors/mixed.safetensors'));
  expect(new Map([...stateDict].sort())).toEqual(new Map([...mixed].sort()));
  expect(metadata).toEqual({ format: 'pt' });
});

test('writes the bytes that the reference implementation wrote', () => {
  expect(formatSafetensors(mixed, { format: 'pt' })).toEqual(fixture('safetensors/mixed.safetensors'));
});

test('widens float16 and bfloat16 and small integers, and narrows float64', () => {
  const { stateDict } = parseSafetensors(fixture('safetensors/narrow.safetensors'));
  expect(stateDict.get('half')).toEqual(closedForm([5]));
  expect(stateDict.get('bfloat16')).toEqual(closedForm([5]));
  expect(stateDict.get('double')).toEqual(closedForm([5]));
  expect(stateDict.get('int8')).toEqual(closedForm([3], 'int32'));
  expect(stateDict.get('int16')).toEqual(closedForm([3], 'int32'));
  expect(stateDict.get('bool')).toEqual(closedFormBool);
  expect(stateDict.get('special')?.data).toEqual(
    Float32Array.of(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 2 ** -24, -0, 65504),
  );
});

test('refuses a float64 that float32 cannot hold', () => {
  const bytes = file({ a: { dtype: 'F64', shape: [1], data_offsets: [0, 8] } }, 8);
  new DataView(bytes.buffer).setFloat64(bytes.length - 8, 1e300, true);
  expect(() => parseSafetensors(bytes)).toThrow('within the range of float32, found 1e+300');
});

test('tensors that need no conversion are views of the file', () => {
  const bytes = fixture('safetensors/mixed.safetensors');
  const views = [...parseSafetensors(bytes).stateDict.values()];
  expect(views.map(({ data }) => data.buffer === bytes.buffer)).toEqual(views.map(() => true));
});

test('reads a file that starts at an odd address', () => {
  const bytes = fixture('safetensors/mixed.safetensors');
  const odd = new Uint8Array(bytes.length + 1).subarray(1);
  odd.set(bytes);
  expect(parseSafetensors(odd)).toEqual(parseSafetensors(bytes));
});

test('parts are the header and views of the tensors', () => {
  const [, first] = safetensorsParts(new Map([['a', closedForm([4])]]));
  const data = closedForm([4]).data;
  expect(first).toEqual(new Uint8Array(data.buffer));
});

test('joins shards by their index', async () => {
  const read = async (shard: string) => fixture(`safetensors/${shard}`);
  const { stateDict, metadata } = await parseShardedSafetensors(
    await read('model.safetensors.index.json'),
    read,
  );
  expect(stateDict).toEqual(
    new Map([
      ['a.weight', closedForm([2, 2])],
      ['a.bias', closedForm([2])],
      ['b.weight', closedForm([3, 2])],
    ]),
  );
  expect(metadata).toEqual({ total_size: '48' });
});

test('refuses an index that its shards do not bear out', async () => {
  const read = async (shard: string) => fixture(`safetensors/${shard}`);
  const index = (map: Record<string, string>) =>
    new TextEncoder().encode(JSON.stringify({ weight_map: map }));
  const first = 'model-00001-of-00002.safetensors';
  await expect(parseShardedSafetensors(index({ 'a.weight': first }), read)).rejects.toThrow(
    '"a.bias" listed',
  );
  await expect(
    parseShardedSafetensors(index({ 'a.weight': first, 'a.bias': first, z: first }), read),
  ).rejects.toThrow('found no z');
});

test.each<[string, Uint8Array, string]>([
  ['nothing', new Uint8Array(0), 'found 0 bytes'],
  ['seven bytes', new Uint8Array(7), 'found 7 bytes'],
  [
    'a header beyond the file',
    file('{}', 0).subarray(0, 9),
    'a header of at most 1 bytes, found a header length of 2',
  ],
  [
    'a header length of 2^64 - 1',
    new Uint8Array(20).fill(255, 0, 8),
    'found a header length of 18446744073709551615',
  ],
  ['truncated data', file({ a: tensor(0, 8) }, 7), '8 bytes of tensor data, found 7. The file is truncated'],
  ['data after the last tensor', file({ a: tensor(0, 8) }, 9), '8 bytes of tensor data, found 9'],
  ['overlapping tensors', file({ a: tensor(0, 8), b: tensor(4, 12) }, 12), 'found an overlap'],
  ['a hole', file({ a: tensor(0, 4), b: tensor(8, 12) }, 12), 'found a hole'],
  ['offsets in reverse', file({ a: tensor(8, 0, [2]) }, 8), 'found -8 bytes'],
  ['negative offsets', file({ a: { ...tensor(0, 4), data_offsets: [-4, 0] } }, 0), 'two data_offsets'],
  ['one offset', file({ a: { ...tensor(0, 4), data_offsets: [0] } }, 0), 'two data_offsets'],
  ['too few bytes for the shape', file({ a: tensor(0, 4, [2]) }, 4), 'shape [2], found 4 bytes'],
  ['a shape product beyond 2^53', file({ a: tensor(0, 4, [2 ** 40, 2 ** 40]) }, 4), 'found 4 bytes'],
  [
    'a product that overflows before a zero',
    file({ a: tensor(0, 0, [2 ** 40, 2 ** 40, 0]) }, 0),
    'found 0 bytes',
  ],
  ['a negative size', file({ a: tensor(0, 4, [-1, -1]) }, 4), 'a shape, found [-1, -1]'],
  ['a fractional size', file({ a: tensor(0, 4, [0.5]) }, 4), 'a shape, found [0.5]'],
  ['an unknown dtype', file({ a: { ...tensor(0, 4), dtype: 'F8_E4M3' } }, 4), 'found "F8_E4M3"'],
  [
    'a dtype that objects inherit',
    file({ a: { ...tensor(0, 4), dtype: 'toString' } }, 4),
    'found "toString"',
  ],
  [
    'equal names of equal tensors',
    file(`{"a":${JSON.stringify(tensor(0, 4))},"\\u0061":${JSON.stringify(tensor(0, 4))}}`, 4),
    'each tensor name once, found "a" twice',
  ],
  ['bad JSON', file('{"a":', 0), 'valid JSON'],
  ['a JSON array', file('[]', 0), 'a JSON object'],
  ['bytes that are not UTF-8', file('{}', 0).with(8, 0xff), 'UTF-8'],
  ['metadata that is not strings', file({ __metadata__: { a: 1 } }, 0), 'a string as metadata "a"'],
])('refuses %s', (_, bytes, message) => {
  const parse = () => parseSafetensors(bytes, 'x.safetensors');
  expect(parse).toThrow(ConvzooError);
  expect(parse).toThrow(message);
  expect(parse).toThrow('x.safetensors');
});

test('a key of "__proto__" is a tensor like another', () => {
  const bytes = file(`{"__proto__":${JSON.stringify(tensor(0, 4))}}`, 4);
  expect([...parseSafetensors(bytes).stateDict.keys()]).toEqual(['__proto__']);
});

test('equal keys within an entry or a string are no concern', () => {
  const bytes = file(`{"a":${JSON.stringify(tensor(0, 4))},"b\\\\":${JSON.stringify(tensor(4, 8))}}`, 8);
  expect([...parseSafetensors(bytes).stateDict.keys()]).toEqual(['a', 'b\\']);
});

test('refuses to write a tensor whose data and shape disagree, or a reserved name', () => {
  const wrong: HostTensor = { dtype: 'float32', shape: [3], data: new Float32Array(2) };
  expect(() => formatSafetensors(new Map([['a', wrong]]))).toThrow('the elements of shape [3], found 2');
  expect(() => formatSafetensors(new Map([['__metadata__', closedForm([1])]]))).toThrow('reserved');
});
