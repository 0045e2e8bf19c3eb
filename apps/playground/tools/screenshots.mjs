// Takes pictures of the built page: both languages, light and dark, wide and narrow.
//
//   pnpm --filter @convzoo/playground build && node apps/playground/tools/screenshots.mjs FOLDER
//
// The one in the README is the upper part of the first.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { preview } from 'vite';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node tools/screenshots.mjs FOLDER');
await mkdir(folder, { recursive: true });
const server = await preview({
  root: fileURLToPath(new URL('..', import.meta.url)),
  preview: { port: 0, host: 'localhost' },
  logLevel: 'error',
});
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium' });
try {
  for (const [locale, colorScheme, width] of [
    ['en', 'light', 1280],
    ['en', 'dark', 390],
    ['ko', 'light', 390],
    ['ko', 'dark', 1280],
  ]) {
    const page = await browser.newPage({ locale, colorScheme, viewport: { width, height: 900 } });
    page.on('console', (message) => message.type() === 'error' && console.error(message.text()));
    page.on('pageerror', (error) => console.error(error));
    await page.goto(server.resolvedUrls.local[0]);
    await page.locator('.target').waitFor();
    await page.locator('button.cells').click({ position: { x: 120, y: 110 } });
    await page.locator('.readout').waitFor();
    const path = join(folder, `${locale}-${colorScheme}-${width}.png`);
    await page.screenshot({ path, fullPage: true });
    console.log(path);
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
}
