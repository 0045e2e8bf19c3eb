import { expect, test } from 'vitest';
import { cropBox } from './crop.js';

test.each([
  ['the center of a wide image', [300, 600], 256, [224, 224], [0.28125, 0.0625, 0.4375, 0.875]],
  ['the center of a tall image', [600, 300], 256, [224, 224], [0.0625, 0.28125, 0.875, 0.4375]],
  ['all of an image that is squashed', [300, 600], [224, 224], [224, 224], [0, 0, 1, 1]],
  ['more than an image that is padded', [16, 16], 16, [32, 32], [-0.5, -0.5, 2, 2]],
] as const)('a crop is %s', (_, [height, width], resize, crop, [left, top, w, h]) => {
  expect(cropBox({ height, width }, { resize, crop })).toEqual({ left, top, width: w, height: h });
});
