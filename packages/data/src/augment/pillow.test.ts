import type { Pixels } from '@convzoo/core/preprocess';
import { expect, test } from 'vitest';
import { adjustBrightness, adjustContrast, adjustSaturation } from './color.js';
import fixture from './fixtures/pillow.json' with { type: 'json' };
import { randomFlip } from './flip.js';
import { autoContrast, equalize } from './histogram.js';
import { adjustHue } from './hue.js';
import { adjustSharpness } from './sharpness.js';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));
const image: Pixels = {
  data: bytes(fixture.image),
  width: fixture.width,
  height: fixture.height,
  channels: 3,
};

const ours: Record<keyof typeof fixture.results, () => Pixels> = {
  'brightness 1.5': () => adjustBrightness(image, 1.5),
  'contrast 0.4': () => adjustContrast(image, 0.4),
  'contrast 1.8': () => adjustContrast(image, 1.8),
  'saturation 1.7': () => adjustSaturation(image, 1.7),
  'hue 0.2': () => adjustHue(image, 0.2),
  'hue -0.4': () => adjustHue(image, -0.4),
  'sharpness 0.2': () => adjustSharpness(image, 0.2),
  'sharpness 1.9': () => adjustSharpness(image, 1.9),
  'auto contrast': () => autoContrast(image),
  equalize: () => equalize(image),
  mirror: () => randomFlip({ pixels: image, label: 0 }, () => 0).pixels,
};

test.each(Object.entries(ours))(
  '%s equals Pillow or torchvision, give or take the rounding of one level',
  (name, run) => {
    const expected = bytes(Object.entries(fixture.results).find(([key]) => key === name)![1]);
    const { data } = run();
    expect(data.length).toBe(expected.length);
    expect(Math.max(...expected.map((sample, i) => Math.abs(sample - data[i]!)))).toBeLessThanOrEqual(1);
  },
);
