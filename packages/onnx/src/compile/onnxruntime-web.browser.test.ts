import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium, type ModulePage, openPage, type PageOptions } from '@convzoo/browser-tests';
import { afterEach, describe, expect, test } from 'vitest';
import type * as inPage from '../fixtures/on-onnxruntime-web.js';

const chromium = findChromium();
const entry = fileURLToPath(new URL('../fixtures/on-onnxruntime-web.ts', import.meta.url));

const binaries = dirname(fileURLToPath(import.meta.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm')));

const isolated = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

describe.skipIf(chromium === undefined)('onnxruntime-web in a page', () => {
  let opened: ModulePage | undefined;
  afterEach(() => opened?.close());

  async function open(options: Partial<PageOptions> = {}): Promise<{
    compare: (comparison: inPage.Comparison) => Promise<inPage.Compared>;
    refusal: (options: Parameters<typeof inPage.refusal>[0]) => ReturnType<typeof inPage.refusal>;
  }> {
    const page = await openPage(chromium!, { entry, ...options });
    opened = page;
    return {
      compare: (comparison) => page.call('compareWithTensorFlow', comparison),
      refusal: (given) => page.call('refusal', given),
    };
  }

  const agrees = ({ errors, probabilities, file }: inPage.Compared): void => {
    expect(Object.keys(errors)).toEqual(['1', '2', '3']);
    for (const error of [...Object.values(errors), probabilities, file]) expect(error).toBeLessThan(1e-4);
  };

  test('networks have the logits of TF.js, for any batch and every kind of head', async () => {
    const { compare } = await open();
    for (const [network, head] of [
      ['resnet18', 'multi-class'],
      ['vgg11', 'multi-label'],
      ['alexnet', 'binary'],
    ] as const) {
      const compared = await compare({ network, head, beside: 'wasm' });
      expect(compared.engine).toBe('onnxruntime-web (wasm, 1 thread)');
      agrees(compared);
    }
  });

  test.each([false, true])('threads run in an isolated page, minified: %s', async (minify) => {
    const { compare } = await open({ headers: isolated, minify });
    const compared = await compare({ network: 'resnet18', head: 'multi-class', beside: 'wasm', threads: 2 });
    expect(compared.engine).toBe('onnxruntime-web (wasm, 2 threads)');
    agrees(compared);
  });

  test('its binary comes from the folder that the page names', async () => {
    const { refusal } = await open({ folders: { '/own/': binaries } });
    const asked: string[] = [];
    opened?.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    expect(await refusal({ providers: ['wasm'], files: '/own' })).toBeUndefined();
    expect(asked.filter((path) => path.endsWith('.wasm'))).toEqual(['/own/ort-wasm-simd-threaded.wasm']);
  });

  test('a binary that is missing is named, every time', async () => {
    const { refusal } = await open();
    for (let i = 0; i < 2; i++) {
      expect(await refusal({ providers: ['wasm'], files: '/nowhere/' })).toEqual([
        'runtime-unavailable',
        expect.stringMatching(/Serve ort-wasm-simd-threaded\.wasm, .*setOnnxRuntimeWebFiles/),
      ]);
    }
  });

  test('a content security policy that forbids WebAssembly is named, and how to change it', async () => {
    const headers = { 'content-security-policy': "script-src 'self' 'unsafe-inline'" };
    const { refusal } = await open({ headers });
    expect(await refusal({ providers: ['wasm'] })).toEqual([
      'runtime-unavailable',
      expect.stringContaining("Add 'wasm-unsafe-eval' to the script-src"),
    ]);
  });

  test('providers that the page lacks are refused with their reasons', async () => {
    const { refusal } = await open();
    expect(await refusal({ providers: ['cuda', 'webnn'] })).toEqual([
      'runtime-unavailable',
      expect.stringMatching(/of \[cuda, webnn\], found cuda: no Node\.js.*; webnn: .*WebNN is not supported/),
    ]);
  });

  test('WebGPU computes, and says that its adapter is software', async () => {
    const { compare } = await open();
    const compared = await compare({
      network: 'resnet18',
      head: 'multi-class',
      beside: 'wasm',
      provider: 'webgpu',
    });
    expect(compared.engine).toMatch(/^onnxruntime-web \(webgpu: /);
    if (/swiftshader/i.test(compared.engine)) expect(compared.engine).toContain('webgpu: software, ');
    agrees(compared);
  });
});
