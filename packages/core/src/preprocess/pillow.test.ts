import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { flattenAlpha, toGray } from './color.js';
import type { Pixels } from './pixels.js';
import { preprocess, resizeAndCrop } from './preprocess.js';
import type { Preprocessing } from './preprocessing.js';
import { imagenetPreprocessing, preprocessingFor } from './presets.js';
import { resizePixels } from './resize.js';

/** What tools/parity/preprocess.py writes; `data` is base64. */
interface Golden {
  images: Record<string, { width: number; height: number; channels: 1 | 3; data: string }>;
  resized: { image: string; size: [number, number]; interpolation: 'bilinear' | 'bicubic'; data: string }[];
  cropped: (Pick<Preprocessing, 'resize' | 'crop' | 'interpolation'> & { image: string; data: string })[];
  normalized: Pick<Preprocessing, 'resize' | 'crop'> & { image: string; data: string };
  color: { rgb: string; gray: string; rgba: string; overWhite: string };
}

const golden: Golden = JSON.parse(readFileSync(new URL('./fixtures/pillow.json', import.meta.url), 'utf8'));
const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

function image(name: string): Pixels {
  const { data, ...shape } = golden.images[name]!;
  return { data: bytes(data), ...shape };
}

const expectBytes = (pixels: Pixels, base64: string) => {
  expect(Buffer.from(pixels.data).equals(bytes(base64))).toBe(true);
};

describe('equal to Pillow in every byte', () => {
  for (const { image: name, size, interpolation, data } of golden.resized) {
    it(`${name} resized to ${size[1]}x${size[0]}, ${interpolation}`, () => {
      expectBytes(resizePixels(image(name), size, { interpolation }), data);
    });
  }

  it('colors: gray as mode L, alpha pasted over white', () => {
    const { rgb, gray, rgba, overWhite } = golden.color;
    expectBytes(toGray({ data: bytes(rgb), width: 16, height: 16, channels: 3 }), gray);
    expectBytes(flattenAlpha({ data: bytes(rgba), width: 32, height: 32, channels: 4 }), overWhite);
  });
});

describe('equal to torchvision in every byte', () => {
  for (const { image: name, resize, crop, interpolation, data } of golden.cropped) {
    it(`${name}, resize ${resize}, crop ${crop[1]}x${crop[0]}, ${interpolation}`, () => {
      const source = image(name);
      const colors = source.channels === 1 ? preprocessingFor([32, 32, 1]) : imagenetPreprocessing;
      const preprocessing = { ...colors, resize, crop, interpolation };
      expectBytes(resizeAndCrop(source, preprocessing), data);
    });
  }

  it('normalized floats', () => {
    const { image: name, resize, crop, data } = golden.normalized;
    const result = preprocess(image(name), { ...imagenetPreprocessing, resize, crop });
    expect(Buffer.from(result.buffer).equals(bytes(data))).toBe(true);
  });
});
