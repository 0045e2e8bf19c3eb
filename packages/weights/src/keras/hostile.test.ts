import { expect, test } from 'vitest';
import { fixture } from '../fixtures/fixtures.js';
import { loadHdf5 } from './library.js';
import { limitMemory } from './memory.js';
import { parseKeras } from './parse.js';
import { withTimeLimit } from './time-limit.js';

const { hdf5, module, usedBytes } = await loadHdf5();
const { FS } = module;

function openStreams(): number {
  const streams: unknown[] = Reflect.get(FS, 'streams');
  return streams.filter((stream) => stream !== null && stream !== undefined).length;
}

/** The bytes of an HDF5 file. */
function hdf5File(write: (file: InstanceType<typeof hdf5.File>) => void): Uint8Array {
  const file = new hdf5.File('/hostile.h5', 'w');
  write(file);
  file.close();
  const bytes = FS.readFile('/hostile.h5');
  FS.unlink('/hostile.h5');
  return bytes;
}

test('refuses a dataset in another file', async () => {
  FS.writeFile('/elsewhere.h5', new Uint8Array(64));
  await expect(parseKeras(fixture('keras/external-storage.h5'), 'x.h5')).rejects.toThrow(
    /^x\.h5: expected a file that holds all of its datasets, found a dataset in the file ".*elsewhere\.h5"/,
  );
  FS.unlink('/elsewhere.h5');
});

test('refuses a virtual dataset, and a damaged one, in which the library never returns', async () => {
  const virtual = fixture('keras/virtual.h5');
  await expect(parseKeras(virtual)).rejects.toThrow('found a virtual dataset');
  const damaged = virtual.map((byte, i) => (i > 2000 && byte === 1 ? 0xff : byte));
  await expect(parseKeras(damaged)).rejects.toThrow('found a virtual dataset');
});

test('refuses addresses of another size', async () => {
  await expect(parseKeras(fixture('keras/model.h5').with(13, 4))).rejects.toThrow(
    'addresses of 8 bytes, found 4',
  );
});

test('refuses a link to another file', async () => {
  const bytes = hdf5File((file) => file.create_external_link('/dev/random', '/', 'a'));
  await expect(parseKeras(bytes)).rejects.toThrow('found another object at a');
});

test('refuses a small dataset in a huge chunk', async () => {
  const bytes = hdf5File((file) => {
    const chunk = { shape: [4], maxshape: [null], chunks: [2 ** 24], compression: 1 };
    file.create_group('a').create_dataset({ name: 'k', data: new Float32Array(4), ...chunk });
  });
  expect(bytes.length).toBeLessThan(2 ** 20);
  await expect(parseKeras(bytes)).rejects.toThrow('datasets of at most 16 times the file, unpacked');
});

test('refuses groups that links make an endless or a large tree', async () => {
  const endless = hdf5File((file) => {
    file.create_group('a').create_soft_link('/a', 'a');
  });
  await expect(parseKeras(endless)).rejects.toThrow('at most 12 nested groups');
  const large = hdf5File((file) => {
    const depth = 5;
    for (let level = 0; level < depth; level++) {
      const group = file.create_group(`${level}`);
      for (let i = 0; i < 16 && level + 1 < depth; i++) group.create_soft_link(`/${level + 1}`, `${i}`);
    }
  });
  await expect(parseKeras(large)).rejects.toThrow(/at most \d+ groups and datasets, found more/);
});

test('memories do not grow beyond a limit while there is one', () => {
  const page = 2 ** 16;
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 8 });
  const lift = limitMemory(3 * page);
  try {
    expect(memory.grow(2)).toBe(1);
    expect(() => memory.grow(1)).toThrow(RangeError);
  } finally {
    lift();
  }
  expect(memory.grow(1)).toBe(3);
});

test('ends WebAssembly that loops', async () => {
  // (module (func (export "f") (loop br 0)))
  const codes = '0061736d0100000001040160000003020100070501016600000a0901070003400c000b0b';
  const { instance } = await WebAssembly.instantiate(Uint8Array.from(Buffer.from(codes, 'hex')));
  const loop = instance.exports.f;
  if (typeof loop !== 'function') throw new Error('no function');
  expect(withTimeLimit(0.05, () => ({ never: loop() }))).toBeUndefined();
  expect(withTimeLimit(1, () => ({ value: 1 }))).toEqual({ value: 1 });
});

test('leaves the library as it was, whatever a file did to it', async () => {
  const valid = fixture('keras/model.h5');
  await parseKeras(valid);
  const state = (): Buffer => Buffer.from(module.HEAPU8.slice(0, usedBytes()));
  const [before, streams] = [state(), openStreams()];
  for (let at = 100; at < valid.length; at += 2000) {
    const damaged = valid.map((byte, i) => (i >= at && i < at + 8 ? 0xff : byte));
    await parseKeras(damaged).catch(() => {});
  }
  expect(state().equals(before)).toBe(true);
  expect(openStreams()).toBe(streams);
  await parseKeras(valid);
});

test('files that the application has open stay open', async () => {
  const file = new hdf5.File('/own.h5', 'w');
  file.create_dataset({ name: 'k', data: new Float32Array([1, 2]) });
  await parseKeras(fixture('keras/model.h5'));
  await parseKeras(fixture('keras/external-storage.h5')).catch(() => {});
  const dataset = file.get('k');
  expect(dataset instanceof hdf5.Dataset && [...(dataset.value as Float32Array)]).toEqual([1, 2]);
  file.close();
  FS.unlink('/own.h5');
});
