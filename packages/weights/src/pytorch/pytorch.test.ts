import { existsSync } from 'node:fs';
import { ConvzooError } from '@convzoo/core/errors';
import type { HostTensor } from '@convzoo/core/state-dict';
import { expect, test } from 'vitest';
import { closedForm, closedFormBool, fixture } from '../fixtures/fixtures.js';
import { zipArchive } from '../fixtures/zip-archive.js';
import { parsePyTorch } from './parse.js';

function reshaped(values: number[], shape: readonly number[]): HostTensor {
  return { dtype: 'float32', shape, data: Float32Array.from(values) };
}

const threeByFour = [...closedForm([12]).data].map(Number);
const fourByThree = threeByFour;

const state = new Map<string, HostTensor>([
  ['conv.weight', closedForm([2, 3, 3, 3])],
  ['conv.channels_last', closedForm([2, 3, 2, 2])],
  [
    'transposed',
    reshaped(
      Array.from({ length: 12 }, (_, i) => threeByFour[(i % 3) * 4 + Math.floor(i / 3)] ?? 0),
      [4, 3],
    ),
  ],
  ['shared.whole', closedForm([4, 3])],
  ['shared.rows', reshaped(fourByThree.slice(3, 9), [2, 3])],
  [
    'shared.column',
    reshaped(
      [1, 4, 7, 10].map((i) => fourByThree[i] ?? 0),
      [4],
    ),
  ],
  ['half', closedForm([5])],
  ['bfloat16', closedForm([5])],
  ['double', closedForm([5])],
  ['int64', closedForm([], 'int64')],
  ['int32', closedForm([3], 'int32')],
  ['int16', closedForm([3], 'int32')],
  ['int8', closedForm([3], 'int32')],
  ['uint8', closedForm([3], 'uint8')],
  ['bool', closedFormBool],
  ['empty', closedForm([0, 3])],
  ['parameter', closedForm([2, 2])],
]);

test.each(['zip.pth', 'legacy.pth', 'protocol4.pth'])('reads every kind of tensor in %s', (name) => {
  expect(parsePyTorch(fixture(`pytorch/${name}`)).stateDict).toEqual(state);
});

test('reads big-endian storages', () => {
  const { stateDict } = parsePyTorch(fixture('pytorch/big-endian.pth'));
  expect(stateDict.size).toBe(6);
  for (const [name, tensor] of stateDict) expect(tensor, name).toEqual(state.get(name));
});

test.each(['nested.pth', 'nested-legacy.th'])('finds the state dict in the checkpoint %s', (name) => {
  const { stateDict, metadata } = parsePyTorch(fixture(`pytorch/${name}`));
  expect(stateDict).toEqual(
    new Map([
      ['0.weight', closedForm([2, 1, 1, 1])],
      ['0.bias', closedForm([2])],
      ['1.weight', closedForm([2])],
      ['1.bias', closedForm([2])],
      ['1.running_mean', closedForm([2])],
      ['1.running_var', closedForm([2])],
      ['1.num_batches_tracked', closedForm([], 'int64')],
    ]),
  );
  expect(metadata).toEqual({ epoch: '7', arch: 'tiny' });
});

test('aligned tensors that need no conversion are views of the file', () => {
  const bytes = fixture('pytorch/zip.pth');
  const { stateDict } = parsePyTorch(bytes);
  expect(stateDict.get('conv.weight')?.data.buffer).toBe(bytes.buffer);
  expect(stateDict.get('shared.rows')?.data.buffer).toBe(bytes.buffer);
  expect(stateDict.get('transposed')?.data.buffer).not.toBe(bytes.buffer);
});

test.each(['attack.pth', 'attack-legacy.pth'])('a pickle that calls os.system is refused: %s', (name) => {
  expect(() => parsePyTorch(fixture(`pytorch/${name}`), name)).toThrow(
    /the global "posix.system", which is refused and was not run/,
  );
  expect(existsSync('/tmp/convzoo-weights-was-attacked')).toBe(false);
});

test.each<[string, string]>([
  ['whole-model.pth', 'the global "torch.nn.modules.container.Sequential"'],
  ['torchscript.pt', 'found a TorchScript program'],
  ['bomb.pth', 'an uncompressed entry, found a compressed one'],
])('refuses %s', (name, message) => {
  expect(() => parsePyTorch(fixture(`pytorch/${name}`), name)).toThrow(message);
});

test.each(['zip.pth', 'legacy.pth', 'nested.pth'])('refuses every truncation of %s', (name) => {
  const bytes = fixture(`pytorch/${name}`);
  const outcome = (length: number): unknown => {
    try {
      return parsePyTorch(bytes.subarray(0, length));
    } catch (error) {
      return error;
    }
  };
  // One expectation for all lengths, as each takes longer than the parser.
  const others = [...bytes.keys()].filter((length) => !(outcome(length) instanceof ConvzooError));
  expect(others).toEqual([]);
});

/** A legacy checkpoint of {'a': tensor} with the given arguments, over one storage of `elements` floats. */
function legacyTensor(elements: number, offset: number, shape: number[], strides: number[]): Uint8Array {
  const text = (value: string) => [0x58, ...int32(value.length), ...new TextEncoder().encode(value)];
  const int32 = (value: number) => [
    value & 255,
    (value >> 8) & 255,
    (value >> 16) & 255,
    (value >> 24) & 255,
  ];
  const int = (value: number) => [0x4a, ...int32(value)];
  const tuple = (...items: number[][]) => [0x28, ...items.flat(), 0x74];
  const global = (module: string, name: string) => [
    0x63,
    ...new TextEncoder().encode(`${module}\n${name}\n`),
  ];
  const pickle = (...body: number[]) => [0x80, 2, ...body, 0x2e];
  const id = tuple(
    text('storage'),
    global('torch', 'FloatStorage'),
    text('0'),
    text('cpu'),
    int(elements),
    [0x4e],
  );
  const args = tuple([...id, 0x51], int(offset), tuple(...shape.map(int)), tuple(...strides.map(int)));
  const tensor = [...global('torch._utils', '_rebuild_tensor'), ...args, 0x52];
  return Uint8Array.from([
    ...pickle(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19),
    ...pickle(0x4d, 0xe9, 3),
    ...pickle(0x7d),
    ...pickle(0x7d, ...text('a'), ...tensor, 0x73),
    ...pickle(0x5d, ...text('0'), 0x61),
    ...int32(elements),
    ...int32(0),
    ...new Uint8Array(4 * elements),
  ]);
}

test('a tensor may fill its storage and no more', () => {
  expect(parsePyTorch(legacyTensor(6, 0, [2, 3], [3, 1])).stateDict.get('a')?.shape).toEqual([2, 3]);
  expect(parsePyTorch(legacyTensor(6, 5, [1], [99])).stateDict.get('a')?.shape).toEqual([1]);
  const within = 'a tensor within the 6 elements';
  expect(() => parsePyTorch(legacyTensor(6, 1, [2, 3], [3, 1]))).toThrow(within);
  expect(() => parsePyTorch(legacyTensor(6, 0, [2, 3], [4, 1]))).toThrow(within);
  expect(() => parsePyTorch(legacyTensor(6, 7, [0], [1]))).toThrow(within);
  expect(() => parsePyTorch(legacyTensor(6, -1, [2], [1]))).toThrow('other arguments');
  expect(() => parsePyTorch(legacyTensor(6, 0, [2], [-1]))).toThrow('other arguments');
});

test('a small file cannot unfold into a large tensor', () => {
  expect(() => parsePyTorch(legacyTensor(1, 0, [30_000, 30_000], [0, 0]))).toThrow('elements per byte');
});

/** A checkpoint in PyTorch's zip format; strings are pickled as SHORT_BINUNICODE. */
function checkpointOf(pickle: string): Uint8Array {
  const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
  return zipArchive({
    'a/data.pkl': bytes(`\x80\x02${pickle}`),
    'a/data/0': new Uint8Array(Float32Array.of(1, 2).buffer),
  });
}
const text = (value: string): string => `\x8c${String.fromCharCode(value.length)}${value}`;
const oneTensor =
  `ctorch._utils\n_rebuild_tensor_v2\n((${text('storage')}ctorch\nFloatStorage\n${text('0')}${text('cpu')}K\x02tQ` +
  'K\0K\x02\x85K\x01\x85\x89N' +
  'tR';

test.each(['model.', 'module.model.', 'model._orig_mod.', 'net.module.'])(
  'strips the prefix %s that wrappers put before every name',
  (prefix) => {
    const pickle = `}${text('state_dict')}}(${text(`${prefix}fc.weight`)}${oneTensor}${text(`${prefix}fc.bias`)}${oneTensor}us.`;
    expect([...parsePyTorch(checkpointOf(pickle)).stateDict.keys()]).toEqual(['fc.weight', 'fc.bias']);
  },
);

test.each(['state_dict', 'model_state_dict', 'model', 'net'])('finds the state dict under %s', (key) => {
  const pickle = `}(${text('epoch')}K\x03${text(key)}}${text('fc.weight')}${oneTensor}su.`;
  expect([...parsePyTorch(checkpointOf(pickle)).stateDict.keys()]).toEqual(['fc.weight']);
});

test('keeps a prefix that is not before every name', () => {
  const pickle = `}(${text('model.weight')}${oneTensor}${text('criterion.weight')}${oneTensor}u.`;
  expect([...parsePyTorch(checkpointOf(pickle)).stateDict.keys()]).toEqual([
    'model.weight',
    'criterion.weight',
  ]);
});

test('lets paths and dates lie', () => {
  const path = `cpathlib\nPosixPath\n${text('/')}${text('runs')}\x86R`;
  const date = `cdatetime\ndatetime\nC\x0a${'\x07'.repeat(10)}\x85R`;
  const pickle = `}(${text('fc.weight')}${oneTensor}${text('root')}${path}${text('when')}${date}${text('epoch')}K\x03u.`;
  const { stateDict, metadata } = parsePyTorch(checkpointOf(pickle));
  expect(stateDict.get('fc.weight')).toEqual({ dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) });
  expect(metadata).toEqual({ epoch: '3' });
});
