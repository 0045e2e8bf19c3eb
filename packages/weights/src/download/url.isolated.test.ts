import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type HubServer, startHubServer } from '../fixtures/hub-server.js';
import { downloadUrl } from './url.js';

// Retries at once.
vi.mock('./delay.js', () => ({ delay: async () => {} }));

let server: HubServer;
let cache: string;

beforeEach(async () => {
  server = await startHubServer();
  cache = await mkdtemp(join(tmpdir(), 'convzoo-url-'));
  vi.stubEnv('CONVZOO_CACHE', cache);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  await rm(cache, { recursive: true });
});

const content = randomBytes(300_000);
const hash = createHash('sha256').update(content).digest('hex');
const hashed = `resnet18-${hash.slice(0, 8)}.pth`;

async function filesInCache(): Promise<string[]> {
  const entries = await readdir(cache, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

test('downloads once, verified by the hash in the name', async () => {
  server.files.set(hashed, content);
  const path = await downloadUrl(`${server.url}/plain/${hashed}`);
  expect(path).toMatch(join(cache, 'downloads'));
  expect(await readFile(path)).toEqual(content);
  expect(await downloadUrl(`${server.url}/plain/${hashed}`)).toBe(path);
  expect(server.contentRequests).toHaveLength(1);
});

test('content that does not hash to the name is not kept', async () => {
  server.files.set(hashed, Buffer.from('<html>try later</html>'));
  await expect(downloadUrl(`${server.url}/plain/${hashed}`)).rejects.toMatchObject({
    code: 'download-failed',
    found: expect.stringContaining(`instead of ${hash.slice(0, 8)}`),
  });
  expect(await filesInCache()).toEqual([]);
});

test('a hash that is given comes before the one in the name', async () => {
  server.files.set(hashed, content);
  const url = `${server.url}/plain/${hashed}`;
  await expect(downloadUrl(url, { sha256: 'f'.repeat(64) })).rejects.toMatchObject({
    code: 'download-failed',
  });
  expect(await readFile(await downloadUrl(url, { sha256: hash.toUpperCase() }))).toEqual(content);
});

test('a broken connection is taken up again', async () => {
  server.files.set(hashed, content);
  server.behavior.cutAfter = 120_000;
  expect(await readFile(await downloadUrl(`${server.url}/plain/${hashed}`))).toEqual(content);
  expect(server.contentRequests).toEqual(['', 'bytes=120000-', 'bytes=240000-']);
});

test('what cannot be verified is not continued but fetched anew', async () => {
  server.files.set('model.h5', content);
  server.behavior.cutAfter = 120_000;
  const url = `${server.url}/plain/model.h5`;
  await expect(downloadUrl(url)).rejects.toMatchObject({
    code: 'download-failed',
    found: expect.stringContaining('connection'),
  });
  expect(await filesInCache()).toEqual([]);
  server.behavior.cutAfter = null;
  expect(await readFile(await downloadUrl(url))).toEqual(content);
  expect(server.contentRequests.every((range) => range === '')).toBe(true);
});

test.each([
  [404, 1],
  [403, 1],
  [500, 4],
])('HTTP %i: %i requests, nothing kept', async (status, requests) => {
  server.behavior.status = status;
  await expect(downloadUrl(`${server.url}/plain/${hashed}`)).rejects.toMatchObject({
    code: 'download-failed',
    found: `HTTP status ${status}`,
  });
  expect(server.requests()).toBe(requests);
  expect(await filesInCache()).toEqual([]);
});

test('a folder that cannot be written is named', async () => {
  vi.stubEnv('CONVZOO_CACHE', '/dev/null/cache');
  server.files.set(hashed, content);
  await expect(downloadUrl(`${server.url}/plain/${hashed}`)).rejects.toMatchObject({
    code: 'file-error',
    subject: expect.stringMatching('^/dev/null/cache'),
  });
});
