import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { formatRanking, parseRanking } from './ranking.js';
import { rankingStore } from './ranking-store.node.js';

const ranking = {
  measured: [{ name: 'wasm', ms: 4.2 }],
  passedOver: [{ name: 'webgpu', reason: 'this machine has no GPU' }],
};
let cache = '';
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'convzoo-runtimes-'));
  vi.stubEnv('CONVZOO_CACHE', cache);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

const files = (): string[] => readdirSync(join(cache, 'runtimes'));

it('reads what it wrote, from one whole file', async () => {
  expect(await rankingStore().read()).toBeUndefined();
  await Promise.all([rankingStore().write(ranking), rankingStore().write(ranking)]);
  expect(await rankingStore().read()).toEqual(ranking);
  expect(files()).toHaveLength(1);
});

it.each(['', '{', 'null', '[]', '{"format":1}'])('ignores a damaged file: %j', async (text) => {
  await rankingStore().write(ranking);
  writeFileSync(join(cache, 'runtimes', files()[0]!), text);
  expect(await rankingStore().read()).toBeUndefined();
});

it('names the versions that the ranking holds for', async () => {
  await rankingStore().write(ranking);
  const { key } = JSON.parse(readFileSync(join(cache, 'runtimes', files()[0]!), 'utf8'));
  expect(key).toMatchObject({
    node: process.version,
    versions: {
      '@tensorflow/tfjs-core': '4.22.0',
      '@tensorflow/tfjs-node-gpu': null,
      'onnxruntime-node': '1.30.0',
    },
  });
});

it('a folder that cannot be written is no error', async () => {
  writeFileSync(join(cache, 'file'), '');
  vi.stubEnv('CONVZOO_CACHE', join(cache, 'file'));
  await rankingStore().write(ranking);
  expect(await rankingStore().read()).toBeUndefined();
});

it('a ranking of other versions is none', () => {
  const text = formatRanking({ node: 'v22' }, ranking);
  expect(parseRanking(text, { node: 'v22' })).toEqual(ranking);
  expect(parseRanking(text, { node: 'v24' })).toBeUndefined();
  expect(parseRanking(text.replace('4.2', '"4.2"'), { node: 'v22' })).toBeUndefined();
});
