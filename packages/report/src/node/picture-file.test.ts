import { decode } from 'fast-png';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { pictureFile } from './index.js';

const bytesOf = (url: string): Buffer => Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');

function ramp(width: number, height: number) {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 7) % 256);
  return { data, width, height, channels: 3 as const };
}

test('a small image is kept without loss', async () => {
  const pixels = ramp(28, 20);
  const { url, ...size } = await pictureFile(pixels);
  expect(size).toEqual({ width: 28, height: 20 });
  expect(url).toMatch(/^data:image\/png;base64,/);
  expect(decode(bytesOf(url)).data).toEqual(pixels.data);
});

test('a large one is shrunk, in proportion', async () => {
  const { url, ...size } = await pictureFile(ramp(1000, 500), { longest: 200 });
  expect(size).toEqual({ width: 200, height: 100 });
  expect(await sharp(bytesOf(url)).metadata()).toMatchObject({ format: 'webp', width: 200, height: 100 });
});
