import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { relativeError } from '@convzoo/core/testing';
import { build } from 'vite';
import { expect, test } from 'vitest';
import { browserRun } from './fixtures/browser-run.js';

const entry = fileURLToPath(new URL('./fixtures/browser-run.ts', import.meta.url));

const candidates = [process.env.CHROME_PATH ?? 'chromium', 'chromium-browser', 'google-chrome'];
const chromium = candidates.find((name) => spawnSync(name, ['--version']).status === 0);
if (chromium === undefined) console.warn('Skipped: no Chromium was found. CHROME_PATH can name one.');

const page = `<!doctype html><script type="module">
  const send = (body) => fetch('report', { method: 'POST', body: JSON.stringify(body) });
  import('./bundle.js').then(({ browserRun }) => browserRun()).then(send, (error) => send(String(error)));
</script>`;

/** Bundles the sources for browsers, opens the page in Chromium and waits for what it reports. */
async function reportOfPage(browser: string): Promise<unknown> {
  const built = await build({
    logLevel: 'error',
    configFile: false,
    resolve: { conditions: ['browser', '@convzoo/source'] },
    build: {
      write: false,
      target: 'esnext',
      minify: false,
      lib: { entry, formats: ['es'], fileName: 'bundle' },
    },
  });
  const chunks = [built].flat().flatMap((result) => ('output' in result ? result.output : []));
  const files = new Map(
    chunks.flatMap((one) => (one.type === 'chunk' ? [[`/${one.fileName}`, one.code]] : [])),
  );
  const profile = await mkdtemp(join(tmpdir(), 'convzoo-chromium-'));
  const server = createServer();
  const report = new Promise<string>((resolve) => {
    server.on('request', async (request, response) => {
      const { url = '/' } = request;
      if (url === '/report') resolve(await text(request));
      const content = url === '/' ? page : files.get(url);
      response.setHeader('content-type', url.endsWith('.js') ? 'text/javascript' : 'text/html');
      response.writeHead(content === undefined ? 404 : 200).end(content);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${profile}`];
  const child = spawn(browser, [...flags, `http://127.0.0.1:${port}/`], { stdio: 'ignore' });
  const exit = new Promise<string>((resolve) => child.once('exit', () => resolve('"the browser ended"')));
  try {
    return JSON.parse(await Promise.race([report, exit]));
  } finally {
    child.kill();
    await exit;
    server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 3 });
  }
}

test.skipIf(chromium === undefined)('a page trains as Node does', async () => {
  const report = await reportOfPage(chromium!);
  const losses = await browserRun();
  expect(losses).toHaveLength(8);
  if (!Array.isArray(report)) throw new Error(String(report));
  expect(relativeError(report, losses)).toBeLessThan(1e-5);
});
