import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeModel, modelMetadata, multiClassHead } from '@convzoo/core';
import { imagenetClasses } from '@convzoo/core/imagenet';
import { exportOnnx } from '@convzoo/onnx';
import { resnet18 } from '@convzoo/resnet';
import { formatSafetensors } from '@convzoo/weights';
import { pretrained } from 'convzoo';
import { unzipSync } from 'fflate';
import type { Download } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { imitateHub } from './fixtures/hub.js';
import {
  executablePath,
  explained,
  labels,
  lookAt,
  sample,
  select,
  startSession,
} from './fixtures/session.js';
import { stripes } from './fixtures/synthetic-photos.js';
import { en } from './i18n/en.js';

const publicFolder = fileURLToPath(new URL('../public/', import.meta.url));

describe.skipIf(executablePath === undefined)('the playground', () => {
  const session = startSession();

  const readers = ['digits-resnet20', 'digits-alexnet', 'digits-vgg11'];
  test.each(readers)('%s names a digit, and says why', async (network) => {
    const page = await session.open();
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
    const page = await session.open();
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
    const page = await session.open();
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
    const page = await session.open();
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
    const page = await session.open();
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
    await writeFile(join(session.folder, 'unseen.png'), photo!);
    await page.locator('#photo input[type=file]').setInputFiles(join(session.folder, 'unseen.png'));
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
      const inNode = await model.classify(join(session.folder, 'unseen.png'), { top: 2 });
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
    const path = join(session.folder, download.suggestedFilename());
    await download.saveAs(path);
    if (!path.endsWith('.zip')) return path;
    const unzipped = await mkdtemp(join(session.folder, 'timm-'));
    for (const [name, bytes] of Object.entries(unzipSync(await readFile(path)))) {
      await writeFile(join(unzipped, name), bytes);
    }
    return unzipped;
  }

  test('opens a file and a folder of one’s own', async () => {
    const page = await session.open();
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
    await model.save(join(session.folder, 'run'));
    await inputs.nth(1).setInputFiles(join(session.folder, 'run'));
    await page.locator('option', { hasText: /^run$/ }).waitFor({ state: 'attached' });
    await explained(page, '8').waitFor();
    await page.context().close();
  });

  test('runs an ONNX file, which gives labels alone', async () => {
    using model = await pretrained(join(publicFolder, 'networks/digits-alexnet.safetensors'));
    await writeFile(join(session.folder, 'digits.onnx'), await exportOnnx(model.classifier!));
    const digit = join(publicFolder, 'samples/digit-8.png');
    const expected = await model.classify(digit, { top: 10 });

    const page = await session.open();
    await sample(page, 'A handwritten 8').click();
    const input = page.locator('.picker input[type=file]').first();
    await input.setInputFiles(join(session.folder, 'digits.onnx'));
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
    const page = await session.open();
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
    await writeFile(join(session.folder, 'resnet18.safetensors'), bytes);
    using model = await pretrained(join(session.folder, 'resnet18.safetensors'));
    const [expected] = await model.classify(join(publicFolder, 'samples/digit-2.png'), { top: 1 });

    await page.context().unroute('https://huggingface.co/**');
    await imitateHub(page.context(), 'timm/resnet18.a1_in1k', Buffer.from(bytes));
    await select(page, en.network).selectOption('digits-alexnet');
    await select(page, en.network).selectOption('resnet18');
    await sample(page, 'A handwritten 2').click();
    await explained(page, expected!.label).waitFor();
    expect(session.elsewhere.splice(0).every((url) => url.startsWith('https://huggingface.co/'))).toBe(true);
    await page.context().close();
  });

  test('long work can be stopped', async () => {
    const page = await session.open();
    await explained(page, 'cat').or(explained(page, 'flower')).or(explained(page, 'coffee')).waitFor();
    await select(page, en['why.method']).selectOption('rise');
    await page.getByRole('button', { name: en.cancel }).click();
    await page.getByRole('progressbar').waitFor({ state: 'detached' });
    await select(page, en['why.method']).selectOption('hirescam');
    await page.getByText(/by HiResCAM/).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.context().close();
  });
});
