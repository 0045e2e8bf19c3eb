import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PageResult } from './fixtures/page.js';

const executablePath = process.env.CHROMIUM_PATH || onPath('chromium') || onPath('google-chrome');
if (executablePath === undefined) {
  console.warn('The runtimes are not tested in a page: set CHROMIUM_PATH, or install chromium.');
}

function onPath(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find((file) => existsSync(file));
}

/** Software drivers, so that webgl and webgpu run on a machine without a GPU too. */
const args = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--enable-unsafe-webgpu'];

/** The page's script, bundled as a user's would be. */
async function bundle(): Promise<string> {
  const entry = fileURLToPath(new URL('fixtures/page.ts', import.meta.url));
  const lib = { entry, formats: ['es' as const], fileName: 'page' };
  const output = await build({
    configFile: false,
    logLevel: 'error',
    build: { lib, write: false, minify: false },
  });
  const [first] = [output].flat();
  if (first === undefined || !('output' in first)) throw new Error('vite built nothing');
  return first.output[0].code;
}

/** Serves the page, its script and the wasm backend's binaries; localhost counts as secure, as WebGPU demands. */
async function serve(script: string): Promise<Server> {
  const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
  const server = createServer(async (request, response) => {
    const url = request.url ?? '/';
    if (url === '/') {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><script type="module" src="/page.js"></script>');
    } else if (url === '/page.js') {
      response.setHeader('content-type', 'text/javascript');
      response.end(script);
    } else if (url.startsWith('/wasm/')) {
      response.setHeader('content-type', 'application/wasm');
      response.end(await readFile(join(wasm, basename(url))));
    } else {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return server;
}

describe.runIf(executablePath !== undefined)('in a page', () => {
  let server: Server;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    server = await serve(await bundle());
    browser = await chromium.launch({ executablePath: executablePath ?? '', args });
    page = await browser.newPage();
    const address = server.address();
    await page.goto(`http://localhost:${typeof address === 'object' ? address?.port : address}/`);
    await page.waitForFunction('globalThis.runInPage');
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  const run = (name: string): Promise<PageResult> => page.evaluate(`runInPage(${JSON.stringify(name)})`);

  it.each(['webgpu', 'webgl', 'wasm'])('%s starts, and trains as cpu does', async (name) => {
    const { report, difference } = await run(name);
    expect(report).toMatchObject({ name, backend: name, passedOver: [] });
    if (name !== 'wasm') expect(report.isGpu).toBe(!/swiftshader/i.test(report.device));
    expect(difference.error).toBeLessThan(1e-3);
    expect(difference.leaked).toBe(0);
  });

  it('passes over software GPUs and what only Node has', async () => {
    const { report } = await run('auto');
    const reasons = Object.fromEntries(report.passedOver.map(({ name, reason }) => [name, reason]));
    if (report.isGpu) return;
    expect(report.name).toBe('wasm');
    expect(reasons).toMatchObject({
      'tensorflow-gpu': expect.stringContaining('no Node.js'),
      webgpu: expect.stringContaining('not proved to be a GPU'),
      webgl: expect.stringContaining('not proved to be a GPU'),
      onnxruntime: expect.stringContaining('npm install @convzoo/tfjs-backend-onnxruntime'),
      tensorflow: expect.stringContaining('no Node.js'),
    });
  });

  it('names the install command and the import for a package that the page lacks', async () => {
    await expect(run('onnxruntime')).rejects.toThrow(
      /npm install @convzoo\/tfjs-backend-onnxruntime.*import it in the page/,
    );
  });
});
