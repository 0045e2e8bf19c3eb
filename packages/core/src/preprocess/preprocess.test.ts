import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toGray } from './color.js';
import type { Pixels } from './pixels.js';
import { preprocess, preprocessBatch, resizeAndCrop } from './preprocess.js';
import { cifar10Preprocessing, imagenetPreprocessing, kerasCaffePreprocessing } from './presets.js';
import { resizePixels } from './resize.js';

const side = fc.integer({ min: 1, max: 40 });
const size = fc.tuple(side, side);
const interpolation = fc.constantFrom('bilinear', 'bicubic');
const channelCount = fc.constantFrom<(1 | 3)[]>(1, 3);

const pixels = fc
  .tuple(side, side, channelCount)
  .chain(([height, width, channels]) =>
    fc
      .uint8Array({ minLength: height * width * channels, maxLength: height * width * channels })
      .map((data): Pixels => ({ data, width, height, channels })),
  );

const plain = (width: number, height: number, channels: 1 | 3 | 4, sample: number): Pixels => ({
  data: new Uint8Array(width * height * channels).fill(sample),
  width,
  height,
  channels,
});

describe('resizePixels', () => {
  it('leaves an image of the same size as it is', () => {
    fc.assert(
      fc.property(pixels, interpolation, (image, interpolation) => {
        const resized = resizePixels(image, [image.height, image.width], { interpolation });
        expect([...resized.data]).toEqual([...image.data]);
      }),
    );
  });

  it('keeps a constant image constant', () => {
    fc.assert(
      fc.property(size, size, fc.nat(255), interpolation, ([w, h], target, sample, interpolation) => {
        const resized = resizePixels(plain(w, h, 3, sample), target, { interpolation });
        expect(new Set(resized.data)).toEqual(new Set([sample]));
      }),
    );
  });

  it('stays within the range of its input, when bilinear', () => {
    fc.assert(
      fc.property(pixels, size, (image, target) => {
        const resized = resizePixels(image, target, { interpolation: 'bilinear' });
        expect(resized.data).toHaveLength(target[0] * target[1] * image.channels);
        expect(Math.min(...resized.data)).toBeGreaterThanOrEqual(Math.min(...image.data));
        expect(Math.max(...resized.data)).toBeLessThanOrEqual(Math.max(...image.data));
      }),
    );
  });

  it('computes a region as resizing and then cropping would', () => {
    const ranges = fc.tuple(side, side, fc.nat(), fc.nat()).map(([height, width, a, b]) => ({
      target: [height, width] as const,
      rows: { start: a % height, end: height - (b % (height - (a % height))) },
      columns: { start: b % width, end: width - (a % (width - (b % width))) },
    }));
    fc.assert(
      fc.property(pixels, ranges, interpolation, (image, { target, rows, columns }, interpolation) => {
        const whole = resizePixels(image, target, { interpolation });
        const region = resizePixels(image, target, { interpolation, region: { rows, columns } });
        const { channels } = image;
        const expected: number[] = [];
        for (let y = rows.start; y < rows.end; y++) {
          const row = y * whole.width;
          expected.push(
            ...whole.data.subarray((row + columns.start) * channels, (row + columns.end) * channels),
          );
        }
        expect([...region.data]).toEqual(expected);
      }),
    );
  });
});

describe('preprocess', () => {
  it('gives finite numbers of the declared shape for any image', () => {
    const preprocessings = fc
      .record({ resize: fc.oneof(side, size), crop: size, interpolation })
      .map((geometry) => ({ ...imagenetPreprocessing, ...geometry }));
    fc.assert(
      fc.property(pixels, preprocessings, (image, preprocessing) => {
        const input = preprocess(image, preprocessing);
        expect(input).toHaveLength(preprocessing.crop[0] * preprocessing.crop[1] * 3);
        expect(input.every((value) => value > -2.2 && value < 2.7)).toBe(true);
      }),
    );
  });

  it('crops a narrow strip out of an image of extreme proportions without making the rest', () => {
    const input = preprocess(plain(100_000, 1, 1, 124), imagenetPreprocessing);
    expect(input[0]).toBeCloseTo((124 / 255 - 0.485) / 0.229, 6);
  });

  it('puts the channels in the order that the weights expect', () => {
    const red = { data: new Uint8Array([200, 100, 50]), width: 1, height: 1, channels: 3 } as const;
    const bgr = preprocess(red, { ...kerasCaffePreprocessing, resize: 1, crop: [1, 1] });
    const expected = [50 - 103.939, 100 - 116.779, 200 - 123.68];
    for (const [c, value] of expected.entries()) expect(bgr[c]).toBeCloseTo(value, 4);
  });

  it('repeats gray for RGB networks and takes the luma for gray ones', () => {
    const identity = { ...cifar10Preprocessing, resize: 1, crop: [1, 1], scale: 1 } as const;
    const rgb = { ...identity, mean: [0, 0, 0], std: [1, 1, 1] };
    const gray = { ...identity, mean: [0], std: [1], channelOrder: 'gray' } as const;
    expect([...preprocess(plain(1, 1, 1, 77), rgb)]).toEqual([77, 77, 77]);
    const green = { data: new Uint8Array([0, 255, 0]), width: 1, height: 1, channels: 3 } as const;
    expect([...preprocess(green, gray)]).toEqual([150]);
    expect(toGray(plain(1, 1, 1, 77)).data[0]).toBe(77);
  });

  it('shows what is transparent as white', () => {
    expect([...resizeAndCrop(plain(3, 2, 4, 0), imagenetPreprocessing).data.subarray(0, 3)]).toEqual([
      255, 255, 255,
    ]);
  });

  it('stacks a batch of images of different sizes', () => {
    const images = [plain(40, 30, 3, 10), plain(20, 50, 1, 200)];
    const batch = preprocessBatch(images, cifar10Preprocessing);
    expect([...batch]).toEqual(images.flatMap((image) => [...preprocess(image, cifar10Preprocessing)]));
  });

  it('writes into given memory', () => {
    const image = plain(40, 30, 3, 9);
    const expected = preprocess(image, cifar10Preprocessing);
    const memory = new Float32Array(expected.length + 2).fill(-7);
    const output = memory.subarray(1, -1);
    expect(preprocess(image, cifar10Preprocessing, output)).toBe(output);
    expect([...memory]).toEqual([-7, ...expected, -7]);
    expect(() => preprocess(image, cifar10Preprocessing, memory)).toThrow(
      `preprocess: output: expected ${expected.length} numbers`,
    );
  });

  it('refuses samples that do not fill the image', () => {
    const image = { data: new Uint8Array(11), width: 2, height: 2, channels: 3 } as const;
    expect(() => preprocess(image, imagenetPreprocessing)).toThrow(
      /pixels: expected width x height x channels.*found 2 x 2 x 3 and 11 samples/,
    );
  });

  it.each([
    ['resize', { resize: 0 }],
    ['crop', { crop: [224, 22.5] }],
    ['scale', { scale: 0 }],
    ['mean', { mean: [0.5] }],
    ['std', { std: [0.2, 0, 0.2] }],
  ] as const)('refuses an impossible %s', (field, change) => {
    const preprocessing = { ...imagenetPreprocessing, ...change };
    expect(() => preprocess(plain(2, 2, 3, 0), preprocessing)).toThrow(`preprocessing.${field}: expected`);
  });
});
