import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Pixels } from './pixels.js';
import { resampleTaps } from './resample.js';
import { resample } from './resize.js';

function noise(width: number, height: number, channels: 1 | 3 | 4): Pixels {
  const data = new Uint8Array(width * height * channels);
  for (let i = 0, state = 1; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    // Extremes make bicubic sums leave the range of a byte.
    data[i] = (state >>> 30) % 2 === 0 ? (state >>> 20) & 255 : 255 * ((state >>> 29) & 1);
  }
  return { data, width, height, channels };
}

const middle = (length: number) => ({ start: length >> 2, end: length - (length >> 3) });

function taps({ width, height }: Pixels, to: readonly [height: number, width: number]) {
  const across = resampleTaps(width, to[1], middle(to[1]), 'bicubic');
  return [across, resampleTaps(height, to[0], middle(to[0]), 'bicubic')] as const;
}

function expectBytes(found: Uint8ClampedArray | undefined, expected: Uint8ClampedArray) {
  expect(found && Buffer.from(found).equals(Buffer.from(expected))).toBe(true);
}

describe('resampleWithSimd', () => {
  beforeEach(() => vi.resetModules());
  afterEach(() => vi.unstubAllGlobals());
  const load = () => import('./resample-simd.js');

  it('gives the bytes of the portable code', async () => {
    const { resampleWithSimd } = await load();
    const length = fc.integer({ min: 1, max: 70 });
    const sizes = fc.tuple(
      length,
      length,
      length,
      length,
      fc.constantFrom(1 as const, 3 as const, 4 as const),
    );
    fc.assert(
      fc.property(sizes, ([width, height, toWidth, toHeight, channels]) => {
        const image = noise(width, height, channels);
        const [across, down] = taps(image, [toHeight, toWidth]);
        expectBytes(resampleWithSimd(image, across, down), resample(image, across, down));
      }),
      { numRuns: 300 },
    );
  });

  it('takes large images in strips', async () => {
    const { resampleWithSimd } = await load();
    const image = noise(1999, 701, 3);
    const [across, down] = taps(image, [50, 61]);
    expectBytes(resampleWithSimd(image, across, down), resample(image, across, down));
  });

  it('leaves what would not fit its memory to the portable code', async () => {
    const { resampleWithSimd } = await load();
    const image = noise(4, 4, 1);
    expect(resampleWithSimd(image, ...taps(image, [20_000, 20_000])) === undefined).toBe(true);
    expect(resampleWithSimd(image, ...taps(image, [5, 3]))).toBeDefined();
  });

  it('gives way where WebAssembly is forbidden', async () => {
    vi.stubGlobal('WebAssembly', {});
    const { resampleWithSimd } = await load();
    const image = noise(4, 4, 1);
    expect(resampleWithSimd(image, ...taps(image, [5, 3]))).toBeUndefined();
  });
});
