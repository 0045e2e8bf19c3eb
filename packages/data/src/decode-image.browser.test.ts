import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { flattenAlpha, type Pixels } from '@convzoo/core';
import { build } from 'vite';
import { expect, it } from 'vitest';
import { decodeImage } from './decode-image.js';

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));
const entry = fileURLToPath(new URL('./index.browser.ts', import.meta.url));

const candidates = [process.env.CHROME_PATH ?? 'chromium', 'chromium-browser', 'google-chrome'];
const chromium = candidates.find((name) => spawnSync(name, ['--version']).status === 0);
if (chromium === undefined) console.warn('Skipped: no Chromium was found. CHROME_PATH can name one.');

const files = [
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((orientation) => `formats/orientation-${orientation}.jpg`),
  'formats/cmyk-black.jpg',
  'formats/gray-16-bit.png',
  'formats/rgba.png',
  'formats/palette-transparent.png',
  'formats/animated.gif',
  'formats/lossless.webp',
  'chelsea.jpg',
];

const page = `<!doctype html><script type="module">
  import { decodeImage, decodeImages } from './bundle.js';
  const decoded = {};
  for await (const { source, pixels } of decodeImages(${JSON.stringify(files)})) {
    decoded[source] = { ...pixels, data: Array.from(pixels.data) };
  }
  const photo = new Uint8Array(await (await fetch('chelsea.jpg')).arrayBuffer());
  const bad = ['missing.jpg', 'README.md', new Uint8Array(), photo.subarray(0, 9000)];
  const refused = await Promise.all(
    bad.map((source) => decodeImage(source).then(() => 'decoded', ({ code, found }) => [code, found])),
  );
  await fetch('report', { method: 'POST', body: JSON.stringify({ decoded, refused }) });
</script>`;

interface Report {
  decoded: Record<string, { data: number[]; width: number; height: number; channels: 4 }>;
  refused: unknown[];
}

/** Bundles the sources for browsers, opens `page` in Chromium and waits for what it reports. */
async function reportOfPage(browser: string): Promise<Report> {
  const built = await build({
    logLevel: 'error',
    configFile: false,
    resolve: { conditions: ['browser', '@convzoo/source'] },
    build: { write: false, target: 'esnext', lib: { entry, formats: ['es'], fileName: 'bundle' } },
  });
  const bundle = [built].flat().flatMap((result) => ('output' in result ? result.output : []))[0];
  if (bundle?.type !== 'chunk') throw new Error('vite built no chunk');

  const profile = await mkdtemp(join(tmpdir(), 'convzoo-chromium-'));
  const server = createServer();
  const own: Record<string, string> = { '/': page, '/bundle.js': bundle.code, '/report': 'thanks' };
  const report = new Promise<string>((resolve) => {
    server.on('request', async (request, response) => {
      const { url = '/' } = request;
      if (url === '/report') resolve(await text(request));
      const content = own[url] ?? (await readFile(join(fixtures, url)).catch(() => undefined));
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
    await rm(profile, { recursive: true, maxRetries: 5 });
  }
}

it.skipIf(chromium === undefined)('a browser decodes as Node does', async () => {
  const { decoded, refused } = await reportOfPage(chromium!);
  for (const name of files) {
    const browsers: Pixels = { ...decoded[name]!, data: Uint8Array.from(decoded[name]!.data) };
    const nodes = await decodeImage(join(fixtures, name));
    expect(browsers).toMatchObject({ width: nodes.width, height: nodes.height });
    const [ours, theirs] = [samples(nodes), samples(browsers)];
    const worst = ours.reduce((most, sample, i) => Math.max(most, Math.abs(sample - theirs[i]!)), 0);
    expect(worst, name).toBeLessThanOrEqual(name.endsWith('.jpg') ? 3 : 1);
  }
  expect(refused).toEqual([
    ['file-error', 'HTTP 404 Not Found'],
    ['invalid-image', 'something that the browser can not decode'],
    ['invalid-image', 'an empty file'],
    ['invalid-image', 'something that the browser can not decode'],
  ]);
});

/** RGB samples over white, whatever the image had. */
function samples(image: Pixels): number[] {
  const { data, channels } = flattenAlpha(image);
  return channels === 1 ? Array.from(data).flatMap((gray) => [gray, gray, gray]) : Array.from(data);
}
