import { createServer } from 'node:net';
import axe, { type AxeResults } from 'axe-core';
import lighthouse from 'lighthouse';
import { describe, expect, test } from 'vitest';
import { executablePath, explained, labels, lookAt, select, startSession } from './fixtures/session.js';
import { en } from './i18n/en.js';
import { ko } from './i18n/ko.js';

describe.skipIf(executablePath === undefined)('the page', () => {
  const session = startSession();

  test('the camera gives a photo', async () => {
    const page = await session.open({ permissions: ['camera'] });
    await page.getByRole('button', { name: en['photo.camera'], exact: true }).click();
    await page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0);
    await page.getByRole('button', { name: en['camera.take'] }).click();
    await page.getByText('Photo: Camera').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: en['camera.close'] }).click();
    expect(await page.locator('video').count()).toBe(0);
    await page.context().close();
  });

  test('what the camera sees is classified until it is stopped', async () => {
    const page = await session.open({ permissions: ['camera'] });
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
    const page = await session.open();
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
    const page = await session.open();
    await select(page, en.language).selectOption('ko');
    await page.getByRole('heading', { name: ko.title }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('ko');
    await page.reload();
    await page.getByRole('heading', { name: ko.teach }).waitFor();
    await page.context().close();
    const korean = await session.open({ locale: 'ko-KR' });
    await korean.getByRole('heading', { name: ko.title }).waitFor();
    await korean.context().close();
  });

  test.each([
    ['light', 'en-US', 1280],
    ['dark', 'ko-KR', 390],
  ] as const)('is accessible and fits: %s, %s, %i pixels wide', async (colorScheme, locale, width) => {
    const page = await session.open({ colorScheme, locale, viewport: { width, height: 844 } });
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
    const result = await lighthouse(session.url, {
      port: session.debuggingPort,
      onlyCategories: ['accessibility'],
      logLevel: 'error',
    });
    const { accessibility } = result?.lhr.categories ?? {};
    const failed = accessibility?.auditRefs.filter(({ id }) => result?.lhr.audits[id]?.score === 0);
    expect(failed?.map(({ id }) => id)).toEqual([]);
    expect(accessibility?.score).toBeGreaterThanOrEqual(0.95);
  });

  test('works without a connection once it was there', async () => {
    const page = await session.open({ serviceWorkers: 'allow' });
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await page.context().setOffline(true);
    await page.reload();
    await lookAt(page, 5, 'digits-alexnet');
    await explained(page, '5').waitFor();
    await page.context().close();
  });

  test('cannot ask anybody for anything', async () => {
    const page = await session.open();
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
