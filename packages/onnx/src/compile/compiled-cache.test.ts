import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type CompileOptions, compile } from './compile.js';
import { compiledStored, readCompiled, storeCompiled } from './compiled-cache.node.js';

let folder = '';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'convzoo-compiled-'));
  vi.stubEnv('CONVZOO_CACHE', folder);
  vi.stubEnv('CONVZOO_COMPILED_CACHE_MB', '100');
  await tf.setBackend('cpu');
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const entries = (): string[] =>
  readdirSync(join(folder, 'compiled')).map((name) => join(folder, 'compiled', name));
const inputs = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i));

/** A dense layer of 4.4 MB, just large enough to be kept. */
function model(seed: number, units = 1100): tfl.LayersModel {
  const dense = tfl.layers.dense({ units, inputShape: [1000], kernelInitializer: 'zeros', name: 'dense' });
  const built = tfl.sequential({ layers: [dense] });
  const kernel = Float32Array.from({ length: 1000 * units }, (_, i) => Math.sin(seed * i));
  dense.setWeights([tf.tensor(kernel, [1000, units]), tf.zeros([units])]);
  return built;
}

/** What a model gives when it is compiled; disposes of both. */
async function outputs(source: tfl.LayersModel, options?: CompileOptions): Promise<Float32Array> {
  const compiled = await compile(source, options);
  const result = await compiled.run(inputs);
  compiled.dispose();
  source.dispose();
  await compiledStored();
  return result;
}

describe('compile', () => {
  test('arranges a network once, and reads it from then on', async () => {
    const first = await outputs(model(1));
    const [path = '', ...more] = entries();
    expect(more).toEqual([]);
    expect(await outputs(model(1))).toEqual(first);
    expect(entries()).toEqual([path]);

    // Another network in its place shows that the entry is read.
    const other = await outputs(model(2));
    const [otherPath = ''] = entries().filter((one) => one !== path);
    writeFileSync(path, readFileSync(otherPath));
    expect(await outputs(model(1))).toEqual(other);
    expect(other).not.toEqual(first);
  });

  test.each<[string, (bytes: Buffer) => Uint8Array]>([
    ['a changed byte', (bytes) => bytes.fill(bytes[5000]! ^ 1, 5000, 5001)],
    ['a missing end', (bytes) => bytes.subarray(0, bytes.length / 2)],
    ['nothing in it', () => new Uint8Array()],
  ])('ignores an entry with %s, and replaces it', async (_, damage) => {
    const expected = await outputs(model(1));
    const [path = ''] = entries();
    const sound = readFileSync(path);
    writeFileSync(path, damage(readFileSync(path)));
    expect(await outputs(model(1))).toEqual(expected);
    expect(readFileSync(path).equals(sound)).toBe(true);
  });

  test('tells networks, weights and batch sizes apart', async () => {
    await outputs(model(1));
    await outputs(model(1), { batch: 2 });
    await outputs(model(1, 1101));
    const changed = model(1);
    const [kernel] = changed.getWeights();
    const values = Float32Array.from(await kernel!.data());
    values[values.length - 1]! += 1e-3;
    changed.layers[0]!.setWeights([tf.tensor(values, kernel!.shape), tf.zeros([1100])]);
    await outputs(changed);
    expect(entries()).toHaveLength(4);
  });

  test('keeps nothing if it is not to, and nothing small', async () => {
    await outputs(model(1), { cache: false });
    await outputs(model(1, 10));
    vi.stubEnv('CONVZOO_COMPILED_CACHE_MB', '0');
    await outputs(model(1));
    expect(readdirSync(folder)).toEqual([]);
  });

  test('computes as well where nothing can be written', async () => {
    const expected = await outputs(model(1), { cache: false });
    writeFileSync(join(folder, 'file'), '');
    vi.stubEnv('CONVZOO_CACHE', join(folder, 'file'));
    expect(await outputs(model(1))).toEqual(expected);
  });
});

describe('the entries', () => {
  const store = async (key: string): Promise<void> => {
    storeCompiled(key, new Uint8Array(400_000).fill(key.charCodeAt(0)));
    await compiledStored();
  };
  const age = (key: string, seconds: number): void => {
    const time = Date.now() / 1000 - seconds;
    utimesSync(join(folder, 'compiled', `${key}.bin`), time, time);
  };

  test('stay within the limit: those that were used longest ago go', async () => {
    vi.stubEnv('CONVZOO_COMPILED_CACHE_MB', '1');
    await store('a');
    await store('b');
    age('a', 200);
    age('b', 100);
    expect((await readCompiled('a'))?.[0]).toBe('a'.charCodeAt(0));
    await store('c');
    expect(await readCompiled('b')).toBeUndefined();
    expect(await readCompiled('a')).toHaveLength(400_000);
    const total = entries().reduce((sum, path) => sum + statSync(path).size, 0);
    expect(total).toBeLessThanOrEqual(1e6);
  });

  test('larger than the limit are not stored, and what a killed process left is removed', async () => {
    await store('a');
    writeFileSync(join(folder, 'compiled', 'x.bin.tmp'), 'unfinished');
    utimesSync(join(folder, 'compiled', 'x.bin.tmp'), 1, 1);
    vi.stubEnv('CONVZOO_COMPILED_CACHE_MB', '0.5');
    await store('b');
    storeCompiled('c', new Uint8Array(600_000));
    await compiledStored();
    expect(entries().map((path) => path.slice(-5))).toEqual(['b.bin']);
  });
});
