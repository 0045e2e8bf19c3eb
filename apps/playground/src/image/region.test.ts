import { resizeAndCrop } from '@convzoo/core/preprocess';
import { expect, test } from 'vitest';
import { moved } from './cells.js';
import { seenBy, seenPart } from './region.js';

const shares = ({ left, top, right, bottom }: ReturnType<typeof seenPart>): number[] => [
  left,
  top,
  right,
  bottom,
];

test.each([
  ['a square of a wide photo', { resize: 50, crop: [40, 40] }, [200, 100], [0.3, 0.1, 0.7, 0.9]],
  ['a square of a tall one', { resize: 50, crop: [50, 50] }, [100, 200], [0, 0.25, 1, 0.75]],
  ['all of it, squashed', { resize: [32, 32], crop: [32, 32] }, [400, 100], [0, 0, 1, 1]],
] as const)('a network sees %s', (_, preprocessing, [width, height], expected) => {
  expect(shares(seenPart(preprocessing, { width, height }))).toEqual(
    expected.map((share) => expect.closeTo(share, 10)),
  );
});

test('what is seen is what preprocessing crops', () => {
  const [width, height] = [60, 20];
  // Columns count in steps of 4, so that the crop tells where it was taken.
  const data = Uint8Array.from({ length: width * height }, (_, i) => 4 * (i % width));
  const preprocessing = {
    resize: 20,
    interpolation: 'bilinear',
    crop: [10, 10],
    scale: 255,
    mean: [0],
    std: [1],
    channelOrder: 'gray',
  } as const;
  const cropped = resizeAndCrop({ data, width, height, channels: 1 }, preprocessing);
  const { left, right } = seenPart(preprocessing, { width, height });
  expect([cropped.data[0]! / 4, cropped.data[9]! / 4 + 1]).toEqual([left * width, right * width]);
});

test('a cell sees a window, of which the part outside of the image is padding', () => {
  const field = { start: [-3, -1], size: [7, 3], stride: [4, 2] } as const;
  expect(seenBy([0, 2], field, [32, 6, 3])).toEqual({
    window: { top: -3, bottom: 4, left: 3, right: 6 },
    inside: { top: 0, bottom: 4, left: 3, right: 6 },
  });
});

test('arrow keys start in the middle and stay on the map', () => {
  const size = [4, 6] as const;
  expect(moved(undefined, 'ArrowUp', size)).toEqual([2, 3]);
  expect(moved([0, 5], 'ArrowUp', size)).toEqual([0, 5]);
  expect(moved([0, 5], 'ArrowRight', size)).toEqual([0, 5]);
  expect(moved([0, 5], 'ArrowDown', size)).toEqual([1, 5]);
  expect(moved([0, 5], 'ArrowLeft', size)).toEqual([0, 4]);
  expect(moved([0, 5], 'Enter', size)).toBeUndefined();
  expect(moved([0, 5], 'constructor', size)).toBeUndefined();
});
