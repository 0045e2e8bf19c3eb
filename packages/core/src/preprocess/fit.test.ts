import { expect, test } from 'vitest';
import { fitPreprocessing } from './fit.js';
import { imagenetPreprocessing } from './presets.js';

test('the same shape changes nothing', () => {
  expect(fitPreprocessing(imagenetPreprocessing, [224, 224, 3])).toEqual(imagenetPreprocessing);
});

test('another size cuts away as much of the border', () => {
  const { resize, crop } = fitPreprocessing(imagenetPreprocessing, [448, 448, 3]);
  expect({ resize, crop }).toEqual({ resize: 512, crop: [448, 448] });
});

test('a crop that is not square fits into what its shorter side asks for', () => {
  const { resize, crop } = fitPreprocessing(imagenetPreprocessing, [112, 224, 3]);
  expect({ resize, crop }).toEqual({ resize: 128, crop: [112, 224] });
});

test('an exact size scales side by side', () => {
  const exact = { ...imagenetPreprocessing, resize: [256, 300], crop: [224, 224] } as const;
  expect(fitPreprocessing(exact, [112, 448, 3]).resize).toEqual([128, 600]);
});

test('one channel gets the average color', () => {
  const { mean, std, channelOrder } = fitPreprocessing(imagenetPreprocessing, [224, 224, 1]);
  expect(channelOrder).toBe('gray');
  expect(mean).toEqual([expect.closeTo((0.485 + 0.456 + 0.406) / 3, 10)]);
  expect(std).toEqual([expect.closeTo((0.229 + 0.224 + 0.225) / 3, 10)]);
});
