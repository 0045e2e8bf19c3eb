import type { HostTensor } from '@convzoo/core/state-dict';
import { expect, test, vi } from 'vitest';
import { closedForm, fixture } from '../fixtures/fixtures.js';
import { parseKeras } from './parse.js';

const model = new Map<string, HostTensor>([
  ['conv1_conv/kernel:0', closedForm([3, 3, 3, 2])],
  ['conv1_conv/bias:0', closedForm([2])],
  ['conv1_bn/gamma:0', closedForm([2])],
  ['conv1_bn/beta:0', closedForm([2])],
  ['conv1_bn/moving_mean:0', closedForm([2])],
  ['conv1_bn/moving_variance:0', closedForm([2])],
  ['predictions/kernel:0', closedForm([2, 2])],
  ['predictions/bias:0', closedForm([2])],
]);

test.each(['model.h5', 'weights.h5'])('reads Keras 2 weights by their own names: %s', async (name) => {
  const { stateDict } = await parseKeras(fixture(`keras/${name}`));
  expect(new Map([...stateDict].sort())).toEqual(new Map([...model].sort()));
});

test('reads files of early Keras, big-endian and float64 data', async () => {
  const { stateDict } = await parseKeras(fixture('keras/early.h5'));
  expect(Object.fromEntries(stateDict)).toEqual({
    'block1_conv1_W_1:0': closedForm([3, 3, 3, 2]),
    'big:0': closedForm([2]),
    'double:0': closedForm([2]),
  });
});

test('calls the weights of the newer format by their paths', async () => {
  const { stateDict } = await parseKeras(fixture('keras/keras3.weights.h5'));
  expect(stateDict.size).toBe(8);
  expect(stateDict.get('_layer_checkpoint_dependencies/conv2d/vars/0')).toEqual(closedForm([3, 3, 3, 2]));
});

test('refuses a corrupt file, quietly, and reads on', async () => {
  const errors = vi.spyOn(console, 'error');
  const bytes = fixture('keras/model.h5');
  for (const length of [0, 8, 100, 2048]) {
    await expect(parseKeras(bytes.slice(0, length), 'x.h5')).rejects.toThrow(/^x\.h5/);
  }
  expect(errors).not.toHaveBeenCalled();
  expect((await parseKeras(bytes)).stateDict.size).toBe(8);
});

test('leaves the bytes as they were', async () => {
  const bytes = fixture('keras/model.h5');
  await parseKeras(bytes);
  expect(bytes).toEqual(fixture('keras/model.h5'));
});

test('reads a dataset that goes through the library in several blocks', async () => {
  const hdf5 = await import('h5wasm');
  const { FS } = await hdf5.ready;
  const values = Float32Array.from({ length: 5_000_003 }, (_, i) => i);
  const file = new hdf5.File('/large.h5', 'w');
  file.create_group('fc1').create_dataset({ name: 'kernel:0', data: values });
  file.close();
  const bytes = FS.readFile('/large.h5');
  FS.unlink('/large.h5');
  const { data } = (await parseKeras(bytes)).stateDict.get('kernel:0')!;
  expect(data).toBeInstanceOf(Float32Array);
  expect(data).toHaveLength(values.length);
  expect(data.every((value, i) => value === i)).toBe(true);
});
