import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from '@convzoo/browser-tests';
import { describeModel, modelMetadata, multiClassHead } from '@convzoo/core';
import { imagenetClasses } from '@convzoo/core/imagenet';
import { exportOnnx } from '@convzoo/onnx';
import { resnet18 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import { formatSafetensors } from '@convzoo/weights';
import axe, { type AxeResults } from 'axe-core';
import { pretrained } from 'convzoo';
import { unzipSync } from 'fflate';
import lighthouse from 'lighthouse';
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Download,
  type Page,
} from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { imitateHub } from './fixtures/hub.js';
import { type Site, startSite } from './fixtures/site.js';
import { stripes } from './fixtures/synthetic-photos.js';
import { en } from './i18n/en.js';
import { ko } from './i18n/ko.js';

const executablePath = findChromium();
const publicFolder = fileURLToPath(new URL('../public/', import.meta.url));

/** A camera that shows Chromium's test picture, and no question whether it may. */
const fakeCamera = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

describe.skipIf(executablePath === undefined)('the playground', () => {
  let site: Site;
  let browser: Browser;
  let debuggingPort: number;
  let folder: string;
  /** What pages asked for outside of their own site, in all tests. */
  const elsewhere: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'convzoo-playground-test-'));
    site = await startSite();
    debuggingPort = await freePort();
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: [...fakeCamera, `--remote-debugging-port=${debuggingPort}`],
    });
    await useRuntime('wasm');
  });

  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-US', serviceWorkers: 'block', ...options });
    // Another job of the machine may take its time.
    context.setDefaultTimeout(120_000);
    context.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(site.url) && !/^(blob|data):/.test(url)) elsewhere.push(url);
    });
    const page = await context.newPage();
    await page.goto(site.url);
    return page;
  }

  const sample = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const select = (page: Page, name: string) => page.getByRole('combobox', { name, exact: true });
  /** The labels of a slot once they are there, as texts and percentages. */
  async function labels(page: Page, slot = 0): Promise<[label: string, percent: number][]> {
    const list = page.locator('.slot').nth(slot).locator('.labels li');
    await list.first().waitFor();
    const texts = await list.evaluateAll((items) =>
      items.map((item) => ['.name', '.score'].map((part) => item.querySelector(part)?.textContent ?? '')),
    );
    return texts.map(([name = '', score = '']) => [name, Number.parseFloat(score)]);
  }
  async function lookAt(page: Page, digit: number, network = 'digits-resnet20'): Promise<void> {
    await sample(page, `A handwritten ${digit}`).click();
    await select(page, en.network).selectOption(network);
  }
  const explained = (page: Page, target: string, method = 'Grad-CAM') =>
    page.getByText(`What speaks for “${target}”, by ${method}`).first();

  const readers = ['digits-resnet20', 'digits-alexnet', 'digits-vgg11'];
  test.each(readers)('%s names a digit, and says why', async (network) => {
    const page = await open();
    await lookAt(page, 7, network);
    await explained(page, '7').waitFor();
    expect((await labels(page))[0]?.[0]).toBe('7');
    // Drawn: transparent where nothing speaks for it, opaque where the most does.
    const [least, most] = await page.locator('.heat canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { width, height } = canvas;
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
      const alphas = Array.from(pixels).filter((_, i) => i % 4 === 3);
      return [Math.min(...alphas), Math.max(...alphas)];
    });
    expect(least).toBeLessThan(60);
    expect(most).toBeGreaterThan(230);
    await page.context().close();
  });

  test('a label, a method and a layer are explained when they are chosen', async () => {
    const page = await open();
    await explained(page, 'cat').or(explained(page, 'flower')).or(explained(page, 'coffee')).waitFor();
    await page
      .locator('.labels')
      .getByRole('button', { name: /^rocket/ })
      .click();
    await page.getByText(/“rocket”/).waitFor();
    await select(page, en['why.method']).selectOption('layercam');
    await page.getByText(/“rocket”, by LayerCAM|nothing.*“rocket”/i).waitFor();
    const stage = page.getByRole('button', { name: /^layer2:/ });
    await stage.click();
    expect(await stage.getAttribute('aria-pressed')).toBe('true');
    expect(await select(page, en['why.layer']).inputValue()).toBe('layer2.2.relu');
    await page.getByRole('slider').fill('0.3');
    expect(await page.locator('.heat').evaluate((heat) => getComputedStyle(heat).opacity)).toBe('0.3');
    await page.context().close();
  });

  test('a click shows what a cell of the map sees, as core computes it', async () => {
    const page = await open();
    await lookAt(page, 3);
    await explained(page, '3').waitFor();
    await select(page, en['why.layer']).selectOption('layer2.2.relu');
    const cells = page.locator('button.cells');
    const { width, height } = (await cells.boundingBox())!;
    // The map has 16 x 16 cells.
    const [row, column] = [5, 12];
    await cells.click({ position: { x: ((column + 0.5) * width) / 16, y: ((row + 0.5) * height) / 16 } });
    await page.locator('.readout').waitFor();

    using model = await pretrained(join(publicFolder, 'networks/digits-resnet20.safetensors'));
    const { start, size, stride } = model.classifier!.featureInfo.find(
      ({ name }) => name === 'layer2.2.relu',
    )!.field!;
    const first = [start[0] + row * stride[0], start[1] + column * stride[1]] as const;
    const expected = {
      top: Math.max(0, first[0]),
      left: Math.max(0, first[1]),
      bottom: Math.min(32, first[0] + size[0]),
      right: Math.min(32, first[1] + size[1]),
    };
    const drawn = await page.locator('.marks .field').evaluate((rect) => {
      const [x = 0, y = 0, w = 0, h = 0] = ['x', 'y', 'width', 'height'].map((name) =>
        Number(rect.getAttribute(name)),
      );
      return { top: y, left: x, bottom: y + h, right: x + w };
    });
    expect(drawn).toEqual(expected);
    const { top, left, bottom, right } = expected;
    expect(await page.locator('.readout').textContent()).toContain(
      `Cell (6, 13) of layer2.2.relu sees ${bottom - top} × ${right - left} input pixels: ` +
        `rows ${top + 1} to ${bottom}, columns ${left + 1} to ${right}.`,
    );
    await page.context().close();
  });

  test('two networks are compared on one photo', async () => {
    const page = await open();
    await lookAt(page, 4);
    await explained(page, '4').waitFor();
    await page.getByRole('button', { name: en.compare }).click();
    await select(page, en['network.second']).selectOption('digits-alexnet');
    await page
      .locator('.slot')
      .nth(1)
      .getByText(/“4”, by Grad-CAM/)
      .waitFor();
    const both = [await labels(page), await labels(page, 1)];
    expect(both.map((one) => one[0]?.[0])).toEqual(['4', '4']);
    expect(both[0]).not.toEqual(both[1]);
    expect(await page.locator('.drawing').count()).toBe(2);
    await page.getByRole('button', { name: en['network.replace'] }).click();
    expect(await page.locator('.slot').count()).toBe(1);
    await page.context().close();
  });

  test('learns classes from photos, and gives them away as files that Node opens', async () => {
    const page = await open();
    await select(page, en.network).selectOption('digits-resnet20');
    for (const [i, direction] of (['rows', 'columns'] as const).entries()) {
      const card = page.locator('.lesson-class').nth(i);
      await card.getByRole('textbox').fill(direction);
      const photos = await stripes(direction, 8);
      await card
        .locator('input[type=file]')
        .setInputFiles(
          photos.map((buffer, n) => ({ name: `${direction}${n}.png`, mimeType: 'image/png', buffer })),
        );
      await card.getByText('8 photos').waitFor();
    }
    await page.getByRole('button', { name: 'Teach ResNet-20 · digits' }).click();
    await page.getByText('It names 16 of the 16 photos rightly').waitFor();

    const [photo] = (await stripes('columns', 10)).slice(-1);
    await writeFile(join(folder, 'unseen.png'), photo!);
    await page.locator('#photo input[type=file]').setInputFiles(join(folder, 'unseen.png'));
    await explained(page, 'columns').waitFor();
    const inPage = await labels(page);
    expect(inPage[0]?.[0]).toBe('columns');

    const files: string[] = [];
    for (const [name, ending] of formats) {
      const download = page.waitForEvent('download', (one) => one.suggestedFilename().endsWith(ending));
      await page.getByRole('button', { name, exact: true }).click();
      files.push(await keep(await download));
    }
    for (const file of files) {
      using model = await pretrained(file);
      const inNode = await model.classify(join(folder, 'unseen.png'), { top: 2 });
      expect(inNode.map(({ label }) => label)).toEqual(inPage.map(([label]) => label));
      for (const [i, { score }] of inNode.entries()) expect(100 * score).toBeCloseTo(inPage[i]![1], 0);
    }
    await page.context().close();
  });

  const formats = [
    ['safetensors', '.safetensors'],
    ['ONNX', '.onnx'],
    [en['teach.timm'], '.zip'],
  ] as const;

  /** The path of a downloaded model; a zip becomes the folder that is in it. */
  async function keep(download: Download): Promise<string> {
    const path = join(folder, download.suggestedFilename());
    await download.saveAs(path);
    if (!path.endsWith('.zip')) return path;
    const unzipped = await mkdtemp(join(folder, 'timm-'));
    for (const [name, bytes] of Object.entries(unzipSync(await readFile(path)))) {
      await writeFile(join(unzipped, name), bytes);
    }
    return unzipped;
  }

  test('opens a file and a folder of one’s own', async () => {
    const page = await open();
    await sample(page, 'A handwritten 8').click();
    const file = join(publicFolder, 'networks/digits-alexnet.safetensors');
    const inputs = page.locator('.picker input[type=file]');
    await inputs.first().setInputFiles(file);
    await page.getByText('digits-alexnet.safetensors').first().waitFor({ state: 'attached' });
    await explained(page, '8').waitFor();
    await inputs.first().setInputFiles({ name: 'x.pth', mimeType: '', buffer: Buffer.from('nothing') });
    await page
      .getByRole('alert')
      .getByText(/x\.pth/)
      .waitFor();
    expect(await select(page, en['network.which']).isVisible()).toBe(true);

    using model = await pretrained(file);
    await model.save(join(folder, 'run'));
    await inputs.nth(1).setInputFiles(join(folder, 'run'));
    await page.locator('option', { hasText: /^run$/ }).waitFor({ state: 'attached' });
    await explained(page, '8').waitFor();
    await page.context().close();
  });

  test('runs an ONNX file, which gives labels alone', async () => {
    using model = await pretrained(join(publicFolder, 'networks/digits-alexnet.safetensors'));
    await writeFile(join(folder, 'digits.onnx'), await exportOnnx(model.classifier!));
    const digit = join(publicFolder, 'samples/digit-8.png');
    const expected = await model.classify(digit, { top: 10 });

    const page = await open();
    await sample(page, 'A handwritten 8').click();
    const input = page.locator('.picker input[type=file]').first();
    await input.setInputFiles(join(folder, 'digits.onnx'));
    await page.getByText(en['network.runs']).waitFor();
    const inPage = await labels(page);
    expect(inPage.map(([label]) => label)).toEqual(expected.map(({ label }) => label));
    for (const [i, { score }] of expected.entries()) expect(inPage[i]![1]).toBeCloseTo(100 * score, 0);
    expect(await page.locator('.drawing').count()).toBe(0);
    expect(await page.locator('button.cells').count()).toBe(0);

    await input.setInputFiles({ name: 'x.onnx', mimeType: '', buffer: Buffer.from('nothing') });
    await page
      .getByRole('alert')
      .getByText(/x\.onnx/)
      .waitFor();
    await select(page, en.network).selectOption('digits-alexnet');
    await explained(page, '8').waitFor();
    await page.context().close();
  });

  test('a published network comes from the hub, once; without a connection the page says so', async () => {
    const page = await open();
    await page.context().route('https://huggingface.co/**', (route) => route.abort());
    await explained(page, 'cat').or(explained(page, 'flower')).or(explained(page, 'coffee')).waitFor();
    await select(page, en.network).selectOption('resnet18');
    await page
      .getByRole('alert')
      .getByText(/timm\/resnet18\.a1_in1k.*connection/i)
      .waitFor();

    const classifier = resnet18({ head: multiClassHead(imagenetClasses), seed: 3 });
    const bytes = formatSafetensors(await classifier.stateDict(), modelMetadata(describeModel(classifier)));
    classifier.dispose();
    await writeFile(join(folder, 'resnet18.safetensors'), bytes);
    using model = await pretrained(join(folder, 'resnet18.safetensors'));
    const [expected] = await model.classify(join(publicFolder, 'samples/digit-2.png'), { top: 1 });

    await page.context().unroute('https://huggingface.co/**');
    await imitateHub(page.context(), 'timm/resnet18.a1_in1k', Buffer.from(bytes));
    await select(page, en.network).selectOption('digits-alexnet');
    await select(page, en.network).selectOption('resnet18');
    await sample(page, 'A handwritten 2').click();
    await explained(page, expected!.label).waitFor();
    expect(elsewhere.splice(0).every((url) => url.startsWith('https://huggingface.co/'))).toBe(true);
    await page.context().close();
  });

  test('long work can be stopped', async () => {
    const page = await open();
    await explained(page, 'cat').or(explained(page, 'flower')).or(explained(page, 'coffee')).waitFor();
    await select(page, en['why.method']).selectOption('rise');
    await page.getByRole('button', { name: en.cancel }).click();
    await page.getByRole('progressbar').waitFor({ state: 'detached' });
    await select(page, en['why.method']).selectOption('hirescam');
    await page.getByText(/by HiResCAM/).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.context().close();
  });

  test('the camera gives a photo', async () => {
    const page = await open({ permissions: ['camera'] });
    await page.getByRole('button', { name: en['photo.camera'], exact: true }).click();
    await page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0);
    await page.getByRole('button', { name: en['camera.take'] }).click();
    await page.getByText('Photo: Camera').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: en['camera.close'] }).click();
    expect(await page.locator('video').count()).toBe(0);
    await page.context().close();
  });

  test('what the camera sees is classified until it is stopped', async () => {
    const page = await open({ permissions: ['camera'] });
    await page.getByRole('button', { name: en['photo.camera'], exact: true }).click();
    await page.getByRole('button', { name: en['camera.live'] }).click();
    const list = page.locator('.live li');
    const rate = page.getByText(/images per second/);
    await rate.waitFor();
    expect(await list.count()).toBe(3);
    await expect.poll(() => list.first().textContent()).toMatch(/^(astronaut|cat|coffee|flower|rocket)/);
    await select(page, en.network).selectOption('digits-resnet20');
    await expect.poll(() => list.first().textContent(), { timeout: 60_000 }).toMatch(/^\d\d/);
    await page.getByRole('button', { name: en['camera.stop'] }).click();
    expect(await page.locator('.live').count()).toBe(0);
    await page.getByRole('button', { name: en['camera.live'] }).click();
    await rate.waitFor();
    await page.getByRole('button', { name: en['camera.close'] }).click();
    expect(await page.locator('video').count()).toBe(0);
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.context().close();
  });

  test('works by keyboard alone', async () => {
    const page = await open();
    await explained(page, 'cat').or(explained(page, 'flower')).or(explained(page, 'coffee')).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe(en.skip);
    await page.keyboard.press('Enter');
    const tabTo = async (selector: string): Promise<void> => {
      for (let presses = 0; presses < 80; presses++) {
        await page.keyboard.press('Tab');
        if (await page.locator(`${selector}:focus`).count()) return;
      }
      throw new Error(`the Tab key does not reach ${selector}`);
    };
    await tabTo('button[title="A handwritten 2"]');
    await page.keyboard.press('Enter');
    await explained(page, '2').waitFor();
    await tabTo('button.cells');
    await page.keyboard.press('Enter');
    await page.getByText(/Cell \(5, 5\) of layer3\.2\.relu/).waitFor();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowLeft');
    await page.getByText(/Cell \(4, 4\) of layer3\.2\.relu/).waitFor();
    await tabTo('.labels button');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    const second = (await labels(page))[1]![0];
    await page.getByText(new RegExp(`“${second}”`)).waitFor();
    await tabTo('.choosable');
    await page.keyboard.press('Enter');
    expect(await select(page, en['why.layer']).inputValue()).toBe('layer1.2.relu');
    await page.context().close();
  });

  test('speaks Korean, and remembers it', async () => {
    const page = await open();
    await select(page, en.language).selectOption('ko');
    await page.getByRole('heading', { name: ko.title }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('ko');
    await page.reload();
    await page.getByRole('heading', { name: ko.teach }).waitFor();
    await page.context().close();
    const korean = await open({ locale: 'ko-KR' });
    await korean.getByRole('heading', { name: ko.title }).waitFor();
    await korean.context().close();
  });

  test.each([
    ['light', 'en-US', 1280],
    ['dark', 'ko-KR', 390],
  ] as const)('is accessible and fits: %s, %s, %i pixels wide', async (colorScheme, locale, width) => {
    const page = await open({ colorScheme, locale, viewport: { width, height: 844 } });
    await page.locator('.target').waitFor();
    await page.getByRole('button', { name: locale === 'ko-KR' ? ko.compare : en.compare }).click();
    await page.locator('.target').nth(1).waitFor();
    await page.locator('button.cells').first().click();
    await page.locator('summary').first().click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate<AxeResults>('axe.run()');
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    await page.context().close();
  });

  test('Lighthouse finds it accessible', async () => {
    const result = await lighthouse(site.url, {
      port: debuggingPort,
      onlyCategories: ['accessibility'],
      logLevel: 'error',
    });
    const { accessibility } = result?.lhr.categories ?? {};
    const failed = accessibility?.auditRefs.filter(({ id }) => result?.lhr.audits[id]?.score === 0);
    expect(failed?.map(({ id }) => id)).toEqual([]);
    expect(accessibility?.score).toBeGreaterThanOrEqual(0.95);
  });

  test('works without a connection once it was there', async () => {
    const page = await open({ serviceWorkers: 'allow' });
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await page.context().setOffline(true);
    await page.reload();
    await lookAt(page, 5, 'digits-alexnet');
    await explained(page, '5').waitFor();
    await page.context().close();
  });

  test('asks nobody for anything, and could not', async () => {
    expect(elsewhere).toEqual([]);
    const page = await open();
    const other = await startListener();
    const refused = await page.evaluate(
      (address) =>
        fetch(address).then(
          () => false,
          () => true,
        ),
      other.url,
    );
    expect([refused, other.requests()]).toEqual([true, 0]);
    other.close();
    await page.context().close();
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

/** Counts the connections to an address that is not the site's. */
async function startListener(): Promise<{ url: string; requests: () => number; close: () => void }> {
  let requests = 0;
  const server = createServer((socket) => {
    requests++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { url: `http://127.0.0.1:${port}/`, requests: () => requests, close: () => server.close() };
}
