import type { Pixels } from '@convzoo/core/preprocess';
import { randomNumbers } from '@convzoo/core/random';
import { describe, expect, test } from 'vitest';
import { randomAffine, randomRotation, rotation } from './affine.js';
import { type Augmentation, compose, noAugmentation } from './augmentation.js';
import { colorJitter } from './color.js';
import { padAndCrop, randomResizedCrop } from './crop.js';
import { randomFlip } from './flip.js';
import { augmentations } from './presets.js';
import { randomErasing } from './random-erasing.js';
import { resizeTo } from './resize.js';
import { trivialAugment } from './trivial-augment.js';

/** A bright square on a gradient, with its box. */
function picture(width: number, height: number, channels: Pixels['channels'] = 3) {
  const data = new Uint8Array(width * height * channels);
  for (let i = 0; i < data.length; i++) data[i] = (i * 7) % 100;
  const box = { label: 'square', x: 12, y: 6, width: 8, height: 8 };
  for (let y = box.y; y < box.y + box.height; y++) {
    const row = (y * width + box.x) * channels;
    data.fill(255, row, row + box.width * channels);
  }
  return { pixels: { data, width, height, channels }, label: ['square'], boxes: [box] };
}

const all: [string, Augmentation][] = [
  ['random resized crop', randomResizedCrop({ size: [24, 32] })],
  ['pad and crop', padAndCrop(4)],
  ['flip', randomFlip],
  ['rotation', randomRotation(30)],
  ['color jitter', colorJitter({ brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 })],
  ['random erasing', randomErasing({ probability: 1 })],
  ['trivial augment', trivialAugment],
  ...Object.entries(augmentations).map(([name, make]): [string, Augmentation] => [name, make([24, 32])]),
];

describe.each(all)('%s', (name, augmentation) => {
  test('follows from its random numbers alone, and changes with them', () => {
    const image = picture(32, 24);
    const run = (seed: number) => augmentation(image, randomNumbers(`${seed}`));
    expect(run(1)).toEqual(run(1));
    const outcomes = new Set(Array.from({ length: 12 }, (_, seed) => run(seed).pixels.data.join()));
    expect(outcomes.size).toBeGreaterThan(name === 'none' ? 0 : 1);
  });

  test.each([1, 3, 4] as const)('keeps the size and %i channels, and leaves its input alone', (channels) => {
    const image = picture(32, 24, channels);
    const before = image.pixels.data.slice();
    for (let seed = 0; seed < 20; seed++) {
      const { pixels } = augmentation(image, randomNumbers(`${seed}`));
      expect([pixels.width, pixels.height, pixels.channels]).toEqual([32, 24, channels]);
      expect(pixels.data.length).toBe(32 * 24 * channels);
    }
    expect(image.pixels.data).toEqual(before);
  });

  test('works on a single pixel', () => {
    const pixel = { data: Uint8Array.of(9, 99, 199), width: 1, height: 1, channels: 3 } as const;
    for (let seed = 0; seed < 20; seed++) {
      const { pixels } = augmentation({ pixels: pixel, label: 0 }, randomNumbers(`${seed}`));
      expect(pixels.data.length).toBe(pixels.width * pixels.height * 3);
    }
  });
});

/** Mean of the brightest possible samples' coordinates. */
function centerOfSquare({ data, width, channels }: Pixels): [x: number, y: number] {
  let [x, y, count] = [0, 0, 0];
  for (let pixel = 0; pixel < data.length / channels; pixel++) {
    if (data[pixel * channels]! < 200) continue;
    x += (pixel % width) + 0.5;
    y += Math.floor(pixel / width) + 0.5;
    count++;
  }
  return [x / count, y / count];
}

describe('boxes', () => {
  test.each<[string, Augmentation]>([
    ['pad and crop', padAndCrop(4)],
    ['flip', randomFlip],
    ['rotation', randomRotation(40)],
    ['shear and shift', randomAffine(() => ({ matrix: [1, 0.3, 0, 1], shift: [-3, 2] }))],
    ['resize', resizeTo([48, 96])],
    ['crop', randomResizedCrop({ size: [40, 60], scale: [0.7, 1] })],
  ])('move with the pixels: %s', (_, augmentation) => {
    const image = picture(32, 24);
    for (let seed = 0; seed < 10; seed++) {
      const { pixels, boxes } = augmentation(image, randomNumbers(`box ${seed}`));
      const [x, y] = centerOfSquare(pixels);
      const box = boxes[0]!;
      expect(Math.abs(box.x + box.width / 2 - x)).toBeLessThan(1.2);
      expect(Math.abs(box.y + box.height / 2 - y)).toBeLessThan(1.2);
    }
  });

  test('a label goes with the last of its boxes; a single label stays', () => {
    const image = picture(32, 24);
    const away = randomAffine(() => ({ matrix: [1, 0, 0, 1], shift: [-19, 0] }));
    const gone = away({ ...image, label: ['square', 'sky'] }, () => 0);
    expect([gone.label, gone.boxes]).toEqual([['sky'], []]);
    expect(away({ ...image, label: 'square' }, () => 0).label).toBe('square');
    const edge = randomAffine(() => ({ matrix: [1, 0, 0, 1], shift: [-16, 0] }))(image, () => 0);
    expect(edge.label).toEqual(['square']);
    expect(edge.boxes).toEqual([{ label: 'square', x: 0, y: 6, width: 4, height: 8 }]);
  });
});

test('a quarter turn maps rows to columns', () => {
  const data = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
  const image = { pixels: { data, width: 3, height: 3, channels: 1 } as const, label: 0 };
  const turned = randomAffine(() => rotation(90))(image, () => 0);
  expect([...turned.pixels.data]).toEqual([7, 4, 1, 8, 5, 2, 9, 6, 3]);
});

test('composes in order', () => {
  const image = picture(32, 24);
  const steps = compose(noAugmentation, resizeTo([10, 12]), padAndCrop(1));
  expect(steps(image, () => 0).pixels.width).toBe(12);
});
