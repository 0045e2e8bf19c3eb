import { fileURLToPath } from 'node:url';
import { findChromium, openPage } from '@convzoo/browser-tests';
import { relativeError } from '@convzoo/core/testing';
import { expect, test } from 'vitest';
import { browserRun } from './fixtures/browser-run.js';

const entry = fileURLToPath(new URL('./fixtures/browser-run.ts', import.meta.url));
const chromium = findChromium();

test.skipIf(chromium === undefined)('a page trains as Node does', async () => {
  const page = await openPage(chromium!, { entry });
  const inPage = await page.call<number[]>('browserRun');
  await page.close();
  const losses = await browserRun();
  expect(losses).toHaveLength(8);
  expect(relativeError(inPage, losses)).toBeLessThan(1e-5);
});
