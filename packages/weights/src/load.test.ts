import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { closedForm, fixture, fixturePath } from './fixtures/fixtures.js';
import { type HubServer, repository, startHubServer } from './fixtures/hub-server.js';
import { loadWeights } from './load.js';
import { saveWeights } from './save.js';

let server: HubServer;
let folder: string;

beforeEach(async () => {
  server = await startHubServer();
  folder = await mkdtemp(join(tmpdir(), 'convzoo-load-'));
  vi.stubEnv('HF_HUB_CACHE', join(folder, 'hub'));
  vi.stubEnv('HF_ENDPOINT', server.url);
  vi.stubEnv('HF_HUB_OFFLINE', undefined);
  vi.stubEnv('CONVZOO_CACHE', join(folder, 'downloads'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  await rm(folder, { recursive: true });
});

test.each([
  ['safetensors/mixed.safetensors', 'safetensors', 7],
  ['safetensors/model.safetensors.index.json', 'safetensors', 3],
  ['pytorch/zip.pth', 'pytorch', 17],
  ['pytorch/legacy.pth', 'pytorch', 17],
  ['keras/model.h5', 'keras', 8],
  ['tfjs/model.json', 'tfjs', 7],
])('tells %s by its content', async (name, format, tensors) => {
  const loaded = await loadWeights(fixturePath(name));
  expect(loaded).toMatchObject({ format, path: fixturePath(name) });
  expect(loaded.stateDict.size).toBe(tensors);
});

test('a wrong extension does not mislead', async () => {
  const path = join(folder, 'weights.h5');
  await cp(fixturePath('pytorch/zip.pth'), path);
  expect((await loadWeights(path)).format).toBe('pytorch');
});

test('a header length that spells PK or a pickle is still a safetensors file', async () => {
  for (const length of [0x4b50, 0x80]) {
    const header = '{}'.padEnd(length);
    const bytes = Buffer.concat([Buffer.alloc(8), Buffer.from(header)]);
    bytes.writeBigUInt64LE(BigInt(length));
    await writeFile(join(folder, 'x'), bytes);
    expect((await loadWeights(join(folder, 'x'))).format).toBe('safetensors');
  }
});

test('a path that exists comes before the hub', async () => {
  const path = join(folder, repository);
  await mkdir(path, { recursive: true });
  await cp(fixturePath('safetensors/mixed.safetensors'), join(path, 'model.safetensors'));
  expect((await loadWeights(path)).stateDict.size).toBe(7);
  expect(server.requests()).toBe(0);
});

test('loads a repository, choosing the file', async () => {
  server.files
    .set('README.md', Buffer.from('#'))
    .set('pytorch_model.bin', fixture('pytorch/legacy.pth'))
    .set('model.safetensors', fixture('safetensors/mixed.safetensors'));
  const { stateDict, format } = await loadWeights(repository);
  expect([format, stateDict.size]).toEqual(['safetensors', 7]);
});

test('loads a named file, and the shards that an index names', async () => {
  for (const name of [
    'model.safetensors.index.json',
    'model-00001-of-00002.safetensors',
    'model-00002-of-00002.safetensors',
  ]) {
    server.files.set(`sub/${name}`, fixture(`safetensors/${name}`));
  }
  const { stateDict } = await loadWeights(`${repository}/sub/model.safetensors.index.json`);
  expect(stateDict.get('b.weight')).toEqual(closedForm([3, 2]));
});

test('loads what an architecture publishes, and checks its hash', async () => {
  server.files.set('weights.pth', fixture('pytorch/zip.pth'));
  const source = { repository, file: 'weights.pth' };
  expect((await loadWeights({ source })).stateDict.size).toBe(17);
  await expect(loadWeights({ source, sha256: '00000000' })).rejects.toMatchObject({
    code: 'download-failed',
  });
  const url = `${server.url}/plain/weights.pth`;
  expect((await loadWeights({ source: { url } })).stateDict.size).toBe(17);
  await expect(loadWeights({ source: { url }, sha256: '00000000' })).rejects.toMatchObject({
    code: 'download-failed',
  });
});

test('loads a TensorFlow.js model by URL, shards beside it', async () => {
  for (const name of [
    'model.json',
    ...[1, 2, 3].map((n) => `group1-shard${n}of3.bin`),
    ...[1, 2].map((n) => `group2-shard${n}of2.bin`),
  ]) {
    server.files.set(`net/${name}`, fixture(`tfjs/${name}`));
  }
  const { stateDict, format } = await loadWeights(`${server.url}/plain/net/model.json`);
  expect([format, stateDict.size]).toEqual(['tfjs', 7]);
});

test.each([
  ['no such file', 'nowhere.safetensors', 'file-error', 'found no such file'],
  ['no such file in a folder', 'weights/nowhere.pth', 'file-error', 'found no such file'],
  ['an empty repository', repository, 'file-error', 'found no file of weights'],
])('%s', async (_, source, code, message) => {
  const error = loadWeights(source);
  await expect(error).rejects.toMatchObject({ code });
  await expect(error).rejects.toThrow(message);
});

test.each<[string, string, string]>([
  ['empty.bin', '', '1 more bytes'],
  ['empty.txt', '', 'an empty file'],
  ['page.pth', '<!DOCTYPE html>', 'a web page'],
  ['pointer.safetensors', 'version https://git-lfs.github.com/spec/v1', 'a Git LFS pointer'],
  ['notes.txt', 'hello', 'another kind of file'],
  ['huge.safetensors', '\xff\xff\xff\xff\xff\xff\xff\xff{}', 'a header length of 18446744073709551615'],
  ['other.json', '{"a":1}', 'a weightsManifest'],
])('names what is wrong with %s', async (name, content, message) => {
  const path = join(folder, name);
  await writeFile(path, Buffer.from(content, 'latin1'));
  const error = loadWeights(path);
  await expect(error).rejects.toMatchObject({
    code: 'invalid-weights',
    subject: expect.stringContaining(path),
  });
  await expect(error).rejects.toThrow(message);
});

test.each(['../secret.safetensors', '/etc/passwd'])('an index cannot name %s', async (file) => {
  const path = join(folder, 'model.safetensors.index.json');
  await writeFile(path, JSON.stringify({ weight_map: { a: file } }));
  await expect(loadWeights(path)).rejects.toMatchObject({ code: 'invalid-argument' });
});

test('saves what it loads', async () => {
  const path = join(folder, 'new', 'saved.safetensors');
  const state = new Map([['fc.weight', closedForm([2, 3])]]);
  await saveWeights(path, state);
  const { stateDict, metadata } = await loadWeights(path);
  expect(stateDict).toEqual(state);
  expect(metadata).toEqual({ format: 'pt' });
});

test('saving writes the bytes that the reference implementation writes', async () => {
  const original = fixturePath('safetensors/mixed.safetensors');
  const path = join(folder, 'saved.safetensors');
  await saveWeights(path, (await loadWeights(original)).stateDict);
  expect(await readFile(path)).toEqual(await readFile(original));
});

test('a failed save leaves the old file and nothing else', async () => {
  const path = join(folder, 'saved.safetensors');
  await writeFile(path, 'old');
  const bad = new Map([['a', { ...closedForm([3]), shape: [4] }]]);
  await expect(saveWeights(path, bad)).rejects.toMatchObject({ code: 'invalid-argument' });
  await expect(saveWeights(join(path, 'below-a-file'), new Map())).rejects.toMatchObject({
    code: 'file-error',
  });
  await expect(saveWeights(folder, new Map())).rejects.toMatchObject({ code: 'file-error' });
  expect(await readFile(path, 'utf8')).toBe('old');
});

test.each([
  ['a login page', '<!doctype html><title>Sign in</title>', 'a web page'],
  ['an empty body', '', '0 bytes'],
  ['a short body', readFileSync(fixturePath('safetensors/mixed.safetensors')).subarray(0, 40), ''],
])('%s is forgotten, so that the file itself comes next time', async (_, body, found) => {
  const url = `${server.url}/plain/weights.safetensors`;
  server.files.set('weights.safetensors', Buffer.from(body));
  const failure = expect.objectContaining({
    code: 'invalid-weights',
    subject: url,
    found: expect.stringContaining(found),
    remedy: expect.stringContaining('removed from the cache'),
  });
  await expect(loadWeights(url)).rejects.toEqual(failure);
  server.files.set('weights.safetensors', fixture('safetensors/mixed.safetensors'));
  expect((await loadWeights(url)).stateDict.size).toBe(7);
});

test('a local file that does not parse stays where it is', async () => {
  const path = join(folder, 'broken.safetensors');
  await writeFile(path, '<html>');
  await expect(loadWeights(path)).rejects.toMatchObject({ code: 'invalid-weights', subject: path });
  expect(await readFile(path, 'utf8')).toBe('<html>');
});

test('bytes, a Blob and a File are read as they are', async () => {
  const bytes = fixture('pytorch/zip.pth');
  const expected = (await loadWeights(fixturePath('pytorch/zip.pth'))).stateDict;
  for (const source of [bytes, new Blob([bytes]), new File([bytes], 'a.pth')]) {
    const { stateDict, format } = await loadWeights(source);
    expect(format).toBe('pytorch');
    expect(stateDict).toEqual(expected);
  }
  await expect(loadWeights(new File(['<html>'], 'a.pth'))).rejects.toMatchObject({ subject: 'a.pth' });
});

test('bytes of an index cannot name other files', async () => {
  await expect(loadWeights(fixture('safetensors/model.safetensors.index.json'))).rejects.toMatchObject({
    code: 'file-error',
    expected: expect.stringContaining('in one file'),
  });
});

test('an index with a byte order mark is read', async () => {
  const path = join(folder, 'model.safetensors.index.json');
  const index = await readFile(fixturePath('safetensors/model.safetensors.index.json'), 'utf8');
  await writeFile(path, `\uFEFF${index}`);
  for (const part of ['1', '2']) {
    const name = `model-0000${part}-of-00002.safetensors`;
    await cp(fixturePath(`safetensors/${name}`), join(folder, name));
  }
  expect((await loadWeights(path)).stateDict.size).toBe(3);
});

test('a folder may be given as its files', async () => {
  const index = JSON.parse(readFileSync(fixturePath('safetensors/model.safetensors.index.json'), 'utf8'));
  const shards = [...new Set(Object.values<string>(index.weight_map))];
  const files = new Map(
    ['model.safetensors.index.json', ...shards].map((name) => [
      name,
      new Blob([readFileSync(fixturePath(`safetensors/${name}`))]),
    ]),
  );
  expect((await loadWeights(files)).stateDict.size).toBe(3);
  files.delete(shards[0]!);
  await expect(loadWeights(files)).rejects.toMatchObject({
    code: 'file-error',
    message: expect.stringContaining(shards[0]!),
  });
  await expect(loadWeights(new Map())).rejects.toMatchObject({ code: 'file-error' });
});
