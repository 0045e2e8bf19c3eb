import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  colorMap,
  contours,
  encodePng,
  heatColors,
  heatLayer,
  jet,
  overlay,
  sideBySide,
  toCanvas,
  toImageData,
  toPicture,
  turbo,
  viridis,
} from './index.js';

const gray = { width: 8, height: 6, channels: 1 as const, data: new Uint8Array(48).fill(100) };
const map = { height: 3, width: 4, data: Float32Array.from([0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0]) };

function pixel({ data, width }: { data: Uint8ClampedArray; width: number }, x: number, y: number): number[] {
  return [...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)];
}

describe('colormaps', () => {
  test('have their published ends', () => {
    expect(turbo(0)).toEqual([35, 23, 27]);
    expect(viridis(0)).toEqual([68, 1, 84]);
    expect(viridis(1)).toEqual([253, 231, 37]);
    expect(jet(0)).toEqual([0, 0, 128]);
    expect(jet(0.5)).toEqual([130, 255, 126]);
    expect(jet(1)).toEqual([128, 0, 0]);
  });

  test('hold values outside at their ends', () => {
    for (const colormap of [turbo, viridis, jet]) {
      expect(colormap(-1)).toEqual(colormap(0));
      expect(colormap(7)).toEqual(colormap(1));
    }
  });
});

describe('overlay', () => {
  test('leaves the image where there is no evidence, and shows the color in full where it is strongest', () => {
    const picture = overlay(gray, map, { opacity: 1 });
    expect(pixel(picture, 0, 0)).toEqual([100, 100, 100]);
    expect(pixel(picture, 7, 2)).not.toEqual([100, 100, 100]);
    expect(pixel(overlay(gray, { ...map, height: 1, width: 12 }, { opacity: 0 }), 3, 0)).toEqual([
      100, 100, 100,
    ]);
    const flat = { height: 1, width: 1, data: Float32Array.of(5) };
    expect(pixel(overlay(gray, flat, { opacity: 1 }), 2, 2)).toEqual([...turbo(1)]);
  });

  test('covers everything evenly if told so', () => {
    const picture = overlay(gray, map, { alpha: 'even', opacity: 0.5, colormap: viridis });
    expect(pixel(picture, 0, 0)).toEqual([84, 50, 92]);
  });

  test('leaves its input as it was and lays transparency on white', () => {
    expect(gray.data.every((value) => value === 100)).toBe(true);
    const clear = { width: 1, height: 1, channels: 4 as const, data: Uint8Array.of(10, 20, 30, 0) };
    expect([...toPicture(clear).data]).toEqual([255, 255, 255]);
  });
});

test('contours run along the inside of what reaches the level', () => {
  const block = { height: 6, width: 8, data: new Float32Array(48) };
  for (let y = 1; y < 5; y++) for (let x = 1; x < 6; x++) block.data[y * 8 + x] = 1;
  const picture = contours(toPicture(gray), block, { color: [255, 0, 0] });
  const red = (x: number, y: number): boolean => pixel(picture, x, y)[0] === 255;
  expect([red(1, 1), red(3, 1), red(5, 4), red(1, 2)]).toEqual([true, true, true, true]);
  expect([red(0, 0), red(2, 2), red(6, 3), red(4, 3)]).toEqual([false, false, false, false]);
});

test('pictures side by side keep their pixels, with white between', () => {
  const row = sideBySide([toPicture(gray), colorMap(map, 5, 3)], 2);
  expect([row.width, row.height]).toEqual([15, 6]);
  expect(pixel(row, 7, 5)).toEqual([100, 100, 100]);
  expect(pixel(row, 8, 0)).toEqual([255, 255, 255]);
  expect(pixel(row, 10, 0)).toEqual([...turbo(0)]);
  expect(pixel(row, 12, 5)).toEqual([255, 255, 255]);
});

test('a PNG file holds the picture', () => {
  const picture = overlay(gray, map);
  const { width, height, channels, data } = decode(encodePng(picture));
  expect([width, height, channels]).toEqual([8, 6, 3]);
  expect([...data]).toEqual([...picture.data]);
});

test.each([1, 3, 4] as const)('PNG with %i channels is what a decoder reads', (channels) => {
  const data = Uint8Array.from({ length: 5 * 3 * channels }, (_, i) => (i * 37) % 256);
  const image = decode(encodePng({ data, width: 5, height: 3, channels }));
  expect([image.width, image.height, image.channels, [...image.data]]).toEqual([5, 3, channels, [...data]]);
});

test('a heat layer has a color and an opacity for each pixel by its evidence', () => {
  const flat = { height: 1, width: 2, data: Float32Array.of(1, 4) };
  const { data, ...size } = heatLayer(flat, 2, 1);
  expect(size).toEqual({ width: 2, height: 1, channels: 4 });
  expect([...data]).toEqual([...turbo(0.25), 64, ...turbo(1), 255]);
  expect(heatColors(viridis, 3)).toEqual([
    'rgb(68 1 84 / 0.00)',
    `rgb(${viridis(0.5).join(' ')} / 0.50)`,
    'rgb(253 231 37 / 1.00)',
  ]);
});

describe('in a page', () => {
  class FakeImageData {
    readonly data: Uint8ClampedArray;
    readonly width: number;
    readonly height: number;
    constructor(data: Uint8ClampedArray, width: number, height: number) {
      this.data = data;
      this.width = width;
      this.height = height;
    }
  }

  beforeAll(() => {
    vi.stubGlobal('ImageData', FakeImageData);
  });

  afterAll(() => {
    vi.unstubAllGlobals();
  });

  test.each([
    [1, [7], [7, 7, 7, 255]],
    [3, [1, 2, 3], [1, 2, 3, 255]],
    [4, [1, 2, 3, 4], [1, 2, 3, 4]],
  ] as const)('ImageData of %i channels is RGBA', (channels, values, rgba) => {
    const data = Uint8Array.from([...values, ...values]);
    const image = toImageData({ data, width: 2, height: 1, channels });
    expect([image.width, image.height, ...image.data]).toEqual([2, 1, ...rgba, ...rgba]);
  });

  test('a canvas takes the size and the pixels of a picture', () => {
    const picture = overlay(gray, map);
    const drawn: ImageData[] = [];
    const canvas = {
      width: 300,
      height: 150,
      getContext: () => ({ putImageData: (data: ImageData) => void drawn.push(data) }),
    };
    toCanvas(picture, canvas);
    expect([canvas.width, canvas.height]).toEqual([8, 6]);
    expect(drawn).toEqual([toImageData(picture)]);
    expect(() => toCanvas(picture, { ...canvas, getContext: () => null })).toThrow('2D context');
  });
});
