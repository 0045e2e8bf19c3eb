import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium, openPage } from '@convzoo/browser-tests';
import { flattenAlpha, type Pixels } from '@convzoo/core/preprocess';
import { expect, it } from 'vitest';
import type { PlainPixels } from '../fixtures/decode-in-page.js';
import { decodeImage } from './decode-image.js';

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const entry = fileURLToPath(new URL('../fixtures/decode-in-page.ts', import.meta.url));
const chromium = findChromium();

const files = [
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((orientation) => `formats/orientation-${orientation}.jpg`),
  'formats/cmyk-black.jpg',
  'formats/gray-16-bit.png',
  'formats/rgba.png',
  'formats/palette-transparent.png',
  'formats/animated.gif',
  'formats/lossless.webp',
  'chelsea.jpg',
];

it.skipIf(chromium === undefined)('a browser decodes as Node does', async () => {
  const page = await openPage(chromium!, { entry, folders: { '/fixtures/': fixtures } });
  const urls = files.map((name) => `/fixtures/${name}`);
  const decoded = await page.call<Record<string, PlainPixels>>('decoded', urls);
  const refused = await page.call<unknown[]>('refused', '/fixtures/');
  await page.close();
  for (const name of files) {
    const image = decoded[`/fixtures/${name}`]!;
    const browsers: Pixels = { ...image, data: Uint8Array.from(image.data) };
    const nodes = await decodeImage(join(fixtures, name));
    expect(browsers).toMatchObject({ width: nodes.width, height: nodes.height });
    const [ours, theirs] = [samples(nodes), samples(browsers)];
    const worst = ours.reduce((most, sample, i) => Math.max(most, Math.abs(sample - theirs[i]!)), 0);
    expect(worst, name).toBeLessThanOrEqual(name.endsWith('.jpg') ? 3 : 1);
  }
  expect(refused).toEqual([
    ['file-error', 'HTTP 404 Not Found'],
    ['invalid-image', 'something that the browser cannot decode'],
    ['invalid-image', 'an empty file'],
    ['invalid-image', 'something that the browser cannot decode'],
  ]);
});

/** RGB samples over white, whatever the image had. */
function samples(image: Pixels): number[] {
  const { data, channels } = flattenAlpha(image);
  return channels === 1 ? Array.from(data).flatMap((gray) => [gray, gray, gray]) : Array.from(data);
}
