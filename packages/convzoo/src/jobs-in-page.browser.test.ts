import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium, type ModulePage, openPage } from '@convzoo/browser-tests';
import { relativeError } from '@convzoo/core/testing';
import { exportOnnx } from '@convzoo/onnx';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type * as inPage from './fixtures/jobs-in-page.js';
import { fineTuned, heatMap } from './fixtures/jobs-in-page.js';
import { pretrained } from './index.js';

const chromium = findChromium();
const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));
const model = './fixtures/shapes/model.safetensors';
const image = './fixtures/triangle.png';
const here = { model: join(fixtures, 'shapes'), image: join(fixtures, 'triangle.png') };
const weights = readFileSync(join(fixtures, 'shapes/model.safetensors'));

/** Calls an exported function of the page's module. */
type Call = <Name extends keyof typeof inPage>(
  name: Name,
  ...args: Parameters<(typeof inPage)[Name]>
) => ReturnType<(typeof inPage)[Name]>;

describe.skipIf(chromium === undefined)('in a page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'convzoo-page-'));
  let opened: ModulePage;
  let call: Call;
  let expected: number[];

  beforeAll(async () => {
    opened = await openPage(chromium!, {
      entry: fileURLToPath(new URL('./fixtures/jobs-in-page.ts', import.meta.url)),
      folders: { '/fixtures/': fixtures, '/onnx/': folder, '/wrong/': folder },
    });
    call = opened.call as Call;
    using net = await pretrained(here.model, { runtime: 'wasm' });
    expected = [...(await net.predict(here.image))];
    writeFileSync(join(folder, 'shapes.onnx'), await exportOnnx(net.classifier!));
    writeFileSync(join(folder, 'triangle.onnx'), readFileSync(here.image));
  });

  afterAll(async () => {
    await opened?.close();
    rmSync(folder, { recursive: true });
  });

  const agrees = (found: Readonly<Record<string, number[]>>): void => {
    for (const [name, values] of Object.entries(found)) {
      expect(relativeError(values, expected), name).toBeLessThan(1e-5);
    }
  };

  test('a model is opened by its address, a URL, its bytes and a file', async () => {
    const found = await call('openings', model, image);
    expect(Object.keys(found)).toHaveLength(5);
    agrees(found);
  });

  test('an ONNX file is opened by its address, a URL and a file', async () => {
    const found = await call('onnxOpenings', './onnx/shapes.onnx', image);
    expect(Object.keys(found)).toHaveLength(4);
    agrees(found);
  });

  test('on onnxruntime-web scores are compiled, and explanations are those of TF.js', async () => {
    const { found, map, backend } = await call('onOnnxRuntimeWeb', model, image);
    agrees({ found });
    expect(relativeError(map, await heatMap(here.model, here.image))).toBeLessThan(1e-4);
    expect(backend).toBe('wasm');
  });

  test('an image is classified in every form', async () => {
    const found = await call('imageForms', model, image);
    expect(Object.keys(found)).toHaveLength(8);
    agrees(found);
  });

  test('an explanation is what it is in Node, and drawn on a canvas', async () => {
    expect(
      relativeError(await call('heatMap', model, image), await heatMap(here.model, here.image)),
    ).toBeLessThan(1e-4);
    const { canvas, overlay } = await call('shown', model, image);
    expect(canvas).toEqual(overlay);
  });

  test('fine-tuning gives the weights that it gives in Node, and they are saved', async () => {
    const inNode = await fineTuned(here.model);
    const { tuned, folder, bytes, classes, toPath } = await call('savedInPage', model);
    expect(inNode).toHaveLength(2);
    expect(relativeError(tuned as number[], inNode)).toBeLessThan(1e-3);
    expect(folder).toEqual(tuned);
    expect(bytes).toEqual(tuned);
    expect(classes).toEqual(['dark', 'bright']);
    expect(toPath).toContain('showDirectoryPicker');
  });

  test('the hub is asked once, and not at all without a connection', async () => {
    const commit = '0123456789abcdef0123456789abcdef01234567';
    const sha256 = createHash('sha256').update(weights).digest('hex');
    const requests: string[] = [];
    let isOnline = true;
    let stated = sha256;
    await opened.page.route('https://huggingface.co/**', async (route) => {
      const { pathname } = new URL(route.request().url());
      requests.push(pathname);
      const headers = { 'access-control-allow-origin': '*' };
      if (!isOnline) return await route.abort();
      if (!pathname.startsWith('/api/')) return await route.fulfill({ body: weights, headers });
      const lfs = { sha256: stated, size: weights.length };
      await route.fulfill({
        headers,
        json: { sha: commit, siblings: [{ rfilename: 'model.safetensors', size: weights.length, lfs }] },
      });
    });
    const info = '/api/models/me/shapes/revision/main';
    const file = `/me/shapes/resolve/${commit}/model.safetensors`;
    const { found, loaded } = await call('fromHub', 'me/shapes', image);
    agrees({ found });
    expect(loaded).toBe(weights.length);
    agrees({ again: (await call('fromHub', 'me/shapes', image)).found });
    expect(requests).toEqual([info, file, info]);
    isOnline = false;
    agrees({ offline: (await call('fromHub', 'me/shapes', image)).found });
    expect(await call('refusal', 'me/other')).toMatch(/^me\/other: expected a complete download.*CORS/);
    isOnline = true;
    stated = 'f'.repeat(64);
    expect(await call('refusal', 'me/shapes')).toMatch(/expected the published content, found sha256 /);
  });

  test('what cannot be opened is named', async () => {
    expect(await call('refusal', './nowhere.safetensors')).toMatch(/nowhere.safetensors.*HTTP status 404/);
    expect(await call('refusal', './fixtures/triangle.png')).toMatch(/triangle.png: expected a safetensors/);
    expect(await call('refusal', './nowhere.onnx')).toMatch(/^.\/nowhere.onnx: .* found HTTP status 404/);
    expect(await call('refusal', './wrong/triangle.onnx')).toMatch(
      /^.\/wrong\/triangle.onnx: expected a model/,
    );
    expect(await call('refusal', 'resnet5')).toContain('Did you mean "resnet50"?');
    expect(await call('refusal', 'resnet20')).toContain('Pass them');
  });
});
