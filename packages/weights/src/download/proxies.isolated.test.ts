import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { delay } from './delay.js';
import { downloadUrl } from './url.js';

vi.mock('./delay.js', () => ({ delay: vi.fn(async () => {}) }));

let cache: string;
let server: Server;
let requests = 0;

beforeEach(async () => {
  requests = 0;
  cache = await mkdtemp(join(tmpdir(), 'convzoo-proxies-'));
  vi.stubEnv('CONVZOO_CACHE', cache);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await new Promise((done) => server.close(done));
  await rm(cache, { recursive: true });
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer((request, response) => {
    requests++;
    listener(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}/file`;
}

test('a proxy that encodes, and states the length of what it sends, is understood', async () => {
  const content = Buffer.from(randomBytes(2000).toString('hex'));
  const url = await serve((_, response) => {
    const encoded = gzipSync(content);
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': encoded.length });
    response.end(encoded);
  });
  expect(await readFile(await downloadUrl(url))).toEqual(content);
  expect(requests).toBe(1);
});

test.each([
  ['to itself', '/file', /redirect count exceeded/, 30],
  ['to a local file', 'file:///etc/passwd', /scheme/, 1],
])('a redirect %s fails at once', async (_, location, found, most) => {
  const url = await serve((_request, response) => void response.writeHead(302, { location }).end());
  await expect(downloadUrl(url)).rejects.toMatchObject({
    code: 'download-failed',
    subject: url,
    found: expect.stringMatching(found),
    remedy: 'Check the address.',
  });
  expect(requests).toBeLessThanOrEqual(most);
});

test('a server that asks for ten seconds gets them', async () => {
  const url = await serve((_, response) => {
    if (requests === 1) return void response.writeHead(429, { 'retry-after': '10' }).end();
    response.end('content');
  });
  expect(await readFile(await downloadUrl(url), 'utf8')).toBe('content');
  expect(delay).toHaveBeenCalledExactlyOnceWith(10_000, undefined);
});

test('a server that asks for an hour is not waited for', async () => {
  const url = await serve((_, response) => {
    response.writeHead(503, { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() }).end();
  });
  await expect(downloadUrl(url)).rejects.toMatchObject({
    code: 'download-failed',
    found: expect.stringMatching(/^HTTP status 503, to be tried again in 3\d{3} s$/),
  });
  expect(requests).toBe(1);
});
