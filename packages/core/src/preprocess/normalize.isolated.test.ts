import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { imagenetPreprocessing, kerasCaffePreprocessing } from './presets.js';

const { fround } = Math;
const float = (min: number, max: number) => fc.float({ min: fround(min), max: fround(max), noNaN: true });

describe('normalizeWithSimd', () => {
  beforeEach(() => vi.resetModules());
  afterEach(() => vi.unstubAllGlobals());
  const load = () => import('./normalize.js');

  it('gives the numbers of the portable code in every bit, and writes no more', async () => {
    const { normalizeByTables, normalizeWithSimd } = await load();
    const cases = fc.constantFrom(1 as const, 3 as const).chain((channels) =>
      fc.record({
        channels: fc.constant(channels),
        pixels: fc.uint8Array({ minLength: 1, maxLength: 100 }),
        scale: fc.constantFrom(1, 127.5, 255),
        mean: fc.array(float(-2, 2), { minLength: channels, maxLength: channels }),
        std: fc.array(float(0.1, 3), { minLength: channels, maxLength: channels }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ channels, pixels, ...numbers }) => {
        const data = Uint8Array.from(
          { length: pixels.length * channels },
          (_, i) => pixels[i % pixels.length]! ^ i,
        );
        const image = { data, width: pixels.length, height: 1, channels };
        const preprocessing = { ...imagenetPreprocessing, ...numbers };
        const [found, expected] = [0, 0].map(() => new Float32Array(data.length + 12).fill(-7));
        expect(normalizeWithSimd(image, preprocessing, found!.subarray(0, data.length))).toBe(true);
        normalizeByTables(image, preprocessing, expected!.subarray(0, data.length));
        expect(Buffer.from(found!.buffer).equals(Buffer.from(expected!.buffer))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves other channels and inexact scales to the portable code', async () => {
    const { normalizeWithSimd } = await load();
    const rgb = { data: new Uint8Array(3), width: 1, height: 1, channels: 3 } as const;
    const gray = { data: new Uint8Array(1), width: 1, height: 1, channels: 1 } as const;
    const output = new Float32Array(3);
    expect(normalizeWithSimd(rgb, imagenetPreprocessing, output)).toBe(true);
    expect(normalizeWithSimd(gray, imagenetPreprocessing, output)).toBe(false);
    expect(normalizeWithSimd(rgb, kerasCaffePreprocessing, output)).toBe(false);
    expect(normalizeWithSimd(rgb, { ...imagenetPreprocessing, scale: 0.1 }, output)).toBe(false);
  });

  it('gives way where WebAssembly is forbidden', async () => {
    vi.stubGlobal('WebAssembly', {});
    const { normalize, normalizeWithSimd } = await load();
    const image = { data: Uint8Array.of(0, 128, 255), width: 1, height: 1, channels: 3 } as const;
    const output = new Float32Array(3);
    expect(normalizeWithSimd(image, imagenetPreprocessing, output)).toBe(false);
    normalize(image, imagenetPreprocessing, output);
    expect(output[0]).toBeCloseTo(-0.485 / 0.229, 6);
  });
});
