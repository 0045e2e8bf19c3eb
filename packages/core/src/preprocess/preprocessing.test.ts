import { describe, expect, test } from 'vitest';
import { fitPreprocessing } from './fit.js';
import type { Pixels } from './pixels.js';
import { preprocess, resizeAndCrop } from './preprocess.js';
import { checkPreprocessing, type Preprocessing } from './preprocessing.js';
import { imagenetPreprocessing } from './presets.js';

const image: Pixels = { data: new Uint8Array(12), width: 2, height: 2, channels: 3 };

describe.each<[string, object, keyof Preprocessing]>([
  ['an interpolation that every object inherits', { interpolation: 'constructor' }, 'interpolation'],
  ['null for the interpolation', { interpolation: null }, 'interpolation'],
  ['a channel order that does not exist', { channelOrder: 'toString' }, 'channelOrder'],
  ['no crop', { crop: undefined }, 'crop'],
  ['text for the crop', { crop: '224' }, 'crop'],
  ['a crop of three numbers', { crop: [1, 2, 3] }, 'crop'],
  ['a crop that no memory holds', { crop: [1e9, 1e9] }, 'crop'],
  ['null for the resize', { resize: null }, 'resize'],
  ['text for the scale', { scale: '255' }, 'scale'],
  ['an infinite scale', { scale: Number.POSITIVE_INFINITY }, 'scale'],
  ['text in the mean', { mean: ['0', '0', '0'] }, 'mean'],
  ['a mean of one number for three channels', { mean: [0] }, 'mean'],
  ['an infinite deviation', { std: [1, 1, Number.POSITIVE_INFINITY] }, 'std'],
  ['a deviation of zero', { std: [1, 1, 0] }, 'std'],
])('%s is refused', (_, changes, field) => {
  const changed = Object.assign({ ...imagenetPreprocessing }, changes);
  const refusal = expect.objectContaining({
    code: 'invalid-argument',
    subject: `preprocessing.${field}`,
  });
  test.each<[string, () => void]>([
    ['checkPreprocessing', () => checkPreprocessing(changed)],
    ['preprocess', () => preprocess(image, changed)],
    ['resizeAndCrop', () => resizeAndCrop(image, changed)],
    ['fitPreprocessing', () => fitPreprocessing(changed, [32, 32, 3])],
  ])('by %s', (_name, use) => {
    expect(use).toThrow(refusal);
  });
});

test.each([null, undefined, 'imagenet', 1, []])('%j is no preprocessing', (value) => {
  expect(() => checkPreprocessing(value, 'a.json')).toThrow(
    expect.objectContaining({ code: 'invalid-argument', subject: 'a.json.channelOrder', found: 'nothing' }),
  );
});
