import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PageServer, servePage } from './page-server.js';

const folder = mkdtempSync(join(tmpdir(), 'convzoo-bench-server-'));
let server: PageServer;
beforeAll(async () => {
  for (const name of ['page', 'net']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'secret.js'), 'secret');
  writeFileSync(join(folder, 'page', 'importmap.json'), '{ "imports": {} }');
  writeFileSync(join(folder, 'page', 'main.js'), 'main');
  writeFileSync(join(folder, 'page', 'net.wasm'), '');
  writeFileSync(join(folder, 'net', 'package.json'), '{}');
  writeFileSync(join(folder, 'net', 'net.js'), 'net');
  server = await servePage(join(folder, 'page'));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const get = (path: string): Promise<Response> => fetch(new URL(path, server.url));

test('serves the page, isolated, with its scripts and binaries', async () => {
  const start = await get('/');
  expect(await start.text()).toContain('<script type="importmap">{ "imports": {} }</script>');
  expect(start.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  expect(await (await get('/page/main.js')).text()).toBe('main');
  expect((await get('/page/net.wasm')).headers.get('content-type')).toBe('application/wasm');
});

test('serves the package of an outside network, and nothing beside it', async () => {
  const url = server.urlOf(pathToFileURL(join(folder, 'net', 'net.js')).href);
  expect(url).toBe('/outside/net.js');
  expect(await (await get(url)).text()).toBe('net');
  for (const path of [
    '/outside/..%2Fsecret.js',
    '/outside/%2e%2e/secret.js',
    '/page/..%2F..%2Fsecret.js',
    '/x/y',
  ]) {
    expect((await get(path)).status).toBe(404);
  }
  expect(server.urlOf('@convzoo/resnet')).toBe('@convzoo/resnet');
});

test('a package that was not built says so', async () => {
  await expect(servePage(join(folder, 'net'))).rejects.toThrow(/found none\. Build the package/);
});
