import { ConvzooError } from '@convzoo/core/errors';
import type { HostTensor } from '@convzoo/core/state-dict';
import { expect, test } from 'vitest';
import { closedForm, closedFormBool, fixture } from '../fixtures/fixtures.js';
import { parseTfjs } from './parse.js';

const read = async (shard: string) => fixture(`tfjs/${shard}`);

/** A model of one group of one shard. */
function model(weights: unknown[], bytes: Uint8Array, paths: unknown[] = ['shard.bin']) {
  const json = JSON.stringify({ weightsManifest: [{ paths, weights }] });
  return parseTfjs(new TextEncoder().encode(json), async () => bytes, 'm.json');
}

function worstError(tensor: HostTensor | undefined, expected: HostTensor): number {
  const values = [...expected.data].map(Number);
  return Math.max(...values.map((value, i) => Math.abs(value - Number(tensor?.data[i]))));
}

test('reads the shards that the converter wrote', async () => {
  const { stateDict, metadata } = await parseTfjs(fixture('tfjs/model.json'), read);
  expect(stateDict.get('conv/kernel')).toEqual(closedForm([3, 3, 3, 2]));
  expect(stateDict.get('steps')).toEqual(closedForm([3], 'int32'));
  expect(stateDict.get('mask')).toEqual(closedFormBool);
  expect(metadata).toEqual({ format: 'layers-model', generatedBy: 'keras' });
});

test('undoes quantization to within half a step', async () => {
  const { stateDict } = await parseTfjs(fixture('tfjs/model.json'), read);
  const expected = closedForm([4, 5]);
  expect(stateDict.get('quantized/float16')).toEqual(expected);
  expect(worstError(stateDict.get('quantized/uint8'), expected)).toBeLessThan(0.0108 / 2);
  expect(worstError(stateDict.get('quantized/uint16'), expected)).toBeLessThan(4.2e-5 / 2);
  expect(stateDict.get('quantized/uint8')?.shape).toEqual([4, 5]);
});

test('quantized integers round', async () => {
  const weight = {
    name: 'a',
    shape: [3],
    dtype: 'int32',
    quantization: { dtype: 'uint8', scale: 0.6, min: -1 },
  };
  const { stateDict } = await model([weight], Uint8Array.of(0, 2, 9));
  expect(stateDict.get('a')).toEqual({ dtype: 'int32', shape: [3], data: Int32Array.of(-1, 0, 4) });
});

const four = new Uint8Array(4);
test.each<[string, unknown[], Uint8Array, string]>([
  [
    'too few bytes',
    [{ name: 'a', shape: [2], dtype: 'float32' }],
    four,
    'shards of 8 bytes together, found 4',
  ],
  ['too many bytes', [], four, 'shards of 0 bytes together, found 4'],
  [
    'an endless shape',
    [{ name: 'a', shape: [1e9, 1e9], dtype: 'float32' }],
    four,
    'shards of Infinity bytes together',
  ],
  ['strings', [{ name: 'a', shape: [1], dtype: 'string' }], four, 'found "string"'],
  ['no shape', [{ name: 'a', dtype: 'int32' }], four, 'a shape'],
  ['no name', [{ shape: [1], dtype: 'int32' }], four, 'weights with names'],
  ['equal names', Array(2).fill({ name: 'a', shape: [0], dtype: 'int32' }), new Uint8Array(0), '"a" twice'],
  [
    'unknown quantization',
    [{ name: 'a', shape: [1], dtype: 'float32', quantization: { dtype: 'int4', scale: 1, min: 0 } }],
    four,
    'found "int4"',
  ],
  [
    'quantization without a scale',
    [{ name: 'a', shape: [1], dtype: 'float32', quantization: { dtype: 'uint8' } }],
    four,
    'a numeric quantization scale and min',
  ],
])('refuses %s', async (_, weights, bytes, message) => {
  await expect(model(weights, bytes)).rejects.toThrow(ConvzooError);
  await expect(model(weights, bytes)).rejects.toThrow(message);
});

test('refuses a manifest that is none', async () => {
  await expect(parseTfjs(new TextEncoder().encode('{}'), read)).rejects.toThrow('a weightsManifest');
  await expect(model([], four, [1])).rejects.toThrow('shard paths');
});

test.each([
  ['in a group', [['s.bin', 's.bin']]],
  ['in several groups', [['s.bin'], ['s.bin']]],
  ['by another path', [['s.bin'], ['.//s.bin']]],
])('refuses a shard that is named twice %s', async (_, groups) => {
  const weight = (name: number) => ({ name: `${name}`, shape: [1], dtype: 'float32' });
  const weightsManifest = groups.map((paths, i) => ({
    paths,
    weights: paths.map((_path, j) => weight(2 * i + j)),
  }));
  const json = new TextEncoder().encode(JSON.stringify({ weightsManifest }));
  await expect(parseTfjs(json, async () => four, 'm.json')).rejects.toThrow(
    /each shard once, found ".*s.bin" twice/,
  );
});

test('reads no more shards than the weights take', async () => {
  const paths = Array.from({ length: 3000 }, (_, i) => `${i}.bin`);
  const json = new TextEncoder().encode(JSON.stringify({ weightsManifest: [{ paths, weights: [] }] }));
  let read = 0;
  const shard = async () => {
    read++;
    return four;
  };
  await expect(parseTfjs(json, shard)).rejects.toThrow('shards of 0 bytes together');
  expect(read).toBe(1);
});
