import { fileURLToPath } from 'node:url';
import { findChromium, openPage } from '@convzoo/browser-tests';
import { expect, test } from 'vitest';
import { explained, type shown } from '../fixtures/explain-in-page.js';

const entry = fileURLToPath(new URL('../fixtures/explain-in-page.ts', import.meta.url));
const chromium = findChromium();

test.skipIf(chromium === undefined)('a page shows and encodes the overlay that Node makes', async () => {
  const page = await openPage(chromium!, { entry });
  const { canvas, png, size } = await page.call<Awaited<ReturnType<typeof shown>>>('shown');
  await page.close();
  const { width, height, data } = await explained();
  const rgba = Array.from({ length: width * height }, (_, i) => [...data.subarray(3 * i, 3 * i + 3), 255]);
  expect(size).toEqual([width, height]);
  expect(canvas).toEqual(rgba.flat());
  expect(png).toEqual(rgba.flat());
});
