import { expect, test } from 'vitest';
import { splitForCalibration } from './calibration.js';

const paths = [
  ...Array.from({ length: 210 }, (_, i) => `d/a/${i}.jpg`),
  ...Array.from({ length: 30 }, (_, i) => `d/b/${i}.jpg`),
  ...Array.from({ length: 40 }, (_, i) => `d/c/${i}.jpg`),
];
const countsOf = (files: readonly string[]) =>
  ['a', 'b', 'c'].map((name) => files.filter((path) => path.startsWith(`d/${name}/`)).length);

test('every folder is calibrated with and measured on, with different images', () => {
  const { calibration, measured } = splitForCalibration(paths);
  expect(countsOf(measured)).toEqual([24, 23, 23]);
  expect(countsOf(calibration)).toEqual([176, 7, 17]);
  expect(new Set([...calibration, ...measured]).size).toBe(270);
});

test('the sample depends on the seed alone', () => {
  expect(splitForCalibration(paths, 1)).toEqual(splitForCalibration([...paths], 1));
  expect(splitForCalibration(paths, 1)).not.toEqual(splitForCalibration(paths, 2));
  // Not the first ones in the order of their names.
  expect(splitForCalibration(paths).measured.slice(0, 3)).not.toEqual([
    'd/a/0.jpg',
    'd/b/0.jpg',
    'd/c/0.jpg',
  ]);
});

test('one image is too few', () => {
  expect(splitForCalibration(['a.jpg', 'b.jpg'])).toMatchObject({ calibration: [expect.any(String)] });
  expect(() => splitForCalibration(['a.jpg'])).toThrow('two images or more');
});
