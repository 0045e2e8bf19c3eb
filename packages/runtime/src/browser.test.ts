import { fileURLToPath } from 'node:url';
import { findChromium, type ModulePage, openPage, type PageOptions } from '@convzoo/browser-tests';
import { afterEach, describe, expect, it } from 'vitest';
import type { PageResult } from './fixtures/page.js';

const chromium = findChromium();
const entry = fileURLToPath(new URL('fixtures/page.ts', import.meta.url));

describe.skipIf(chromium === undefined)('in a page', () => {
  let opened: ModulePage | undefined;
  const open = async (options: Partial<PageOptions> = {}): Promise<(name: string) => Promise<PageResult>> => {
    const page = await openPage(chromium!, { entry, ...options });
    opened = page;
    return (name) => page.call('runInPage', name);
  };
  afterEach(() => opened?.close());

  it('engines start without any preparation, and train as cpu does', async () => {
    const run = await open();
    for (const name of ['webgpu', 'webgl', 'wasm']) {
      const { report, difference } = await run(name);
      expect(report).toMatchObject({ name, backend: name, passedOver: [] });
      if (name !== 'wasm') expect(report.isGpu, name).toBe(!/swiftshader/i.test(report.device));
      expect(difference.error, name).toBeLessThan(1e-3);
      expect(difference.leaked, name).toBe(0);
    }
  });

  it('auto passes over software GPUs and what only Node has', async () => {
    const run = await open();
    const { report } = await run('auto');
    const reasons = Object.fromEntries(report.passedOver.map(({ name, reason }) => [name, reason]));
    if (report.isGpu) return;
    expect(report.measured.map(({ name }) => name).sort()).toEqual(['onnxruntime-web', 'wasm']);
    expect(report.name).toBe(report.measured[0]?.name);
    expect(reasons).toMatchObject({
      'tensorflow-gpu': expect.stringContaining('no Node.js'),
      webgpu: expect.stringContaining('not proved to be a GPU'),
      webgl: expect.stringContaining('not proved to be a GPU'),
      onnxruntime: expect.stringContaining('no Node.js'),
      tensorflow: expect.stringContaining('no Node.js'),
    });
  });

  it('auto remembers what it measured, in pages and in workers, whatever is imported by then', async () => {
    await open();
    const { page, call } = opened!;
    const ranking = { measured: [{ name: 'wasm', ms: 4.2 }], passedOver: [] };
    expect(await call('remember', ranking)).toBe('nothing');
    await call('runInPage', 'wasm');
    expect(await call('remember', ranking)).toEqual(ranking);
    await page.reload();
    await page.waitForFunction('globalThis.tested');
    expect(await call('remember', ranking)).toEqual(ranking);
    const inWorker = await page.evaluate(
      (origin) =>
        new Promise((resolve) => {
          const code = `import { remember } from '${origin}/bundle.js'; postMessage(await remember());`;
          const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })), {
            type: 'module',
          });
          worker.onmessage = ({ data }) => resolve(data);
        }),
      new URL(page.url()).origin,
    );
    expect(inWorker).toEqual(ranking);
  });

  it('onnxruntime-web starts where it was installed, and trains on wasm', async () => {
    const run = await open();
    const { report, difference } = await run('onnxruntime-web');
    expect(report).toMatchObject({
      name: 'onnxruntime-web',
      backend: 'wasm',
      device: 'CPU, wasm, 1 thread',
      isGpu: false,
      versions: { 'onnxruntime-web': expect.stringMatching(/^1\./) },
    });
    expect(difference.error).toBeLessThan(1e-3);
  });

  const isolated = {
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
  };

  it.each([
    [false, 0],
    [true, 1],
  ])('wasm starts where it may use threads, minified: %s', async (minify, warnings) => {
    const run = await open({ headers: isolated, minify });
    const warned: string[] = [];
    opened?.page.on('console', (message) => warned.push(message.text()));
    expect(await opened?.page.evaluate('crossOriginIsolated')).toBe(true);
    const { report, difference } = await run('wasm');
    expect(report.backend).toBe('wasm');
    expect(difference.error).toBeLessThan(1e-3);
    expect(warned.filter((text) => text.includes('runs on one core'))).toHaveLength(warnings);
  });

  it('a content security policy that forbids WebAssembly is named, and how to change it', async () => {
    const policy = (sources: string) => ({
      headers: { 'content-security-policy': `script-src 'self' 'unsafe-inline' ${sources}` },
    });
    const run = await open(policy(''));
    await expect(run('wasm')).rejects.toThrow(/content security policy that forbids.*'wasm-unsafe-eval'/);
    await opened?.close();
    const runAllowed = await open(policy("'wasm-unsafe-eval'"));
    expect((await runAllowed('wasm')).report.backend).toBe('wasm');
  });

  it.each([
    [{ status: 404 }, /HTTP status 404 at .*tfjs-backend-wasm.*\.wasm\. Copy .*setWasmPaths/],
    [{ contentType: 'text/html', body: '<!doctype html>' }, /text\/html in place of WebAssembly at .*\.wasm/],
  ])('binaries that are not where they should be are named: %j', async (answer, message) => {
    const run = await open();
    await opened?.page.route('**/*.wasm', (route) => route.fulfill(answer));
    await expect(run('wasm')).rejects.toThrow(message);
  });
});
