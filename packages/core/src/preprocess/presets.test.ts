import { describe, expect, it } from 'vitest';
import { checkPreprocessing, preprocessedShape } from './preprocessing.js';
import * as presets from './presets.js';

describe('presets', () => {
  const { preprocessingFor, timmPreprocessing, ...fixed } = presets;

  it.each(Object.entries(fixed))('%s is consistent', (_, preset) => {
    expect(() => checkPreprocessing(preset)).not.toThrow();
  });

  it('has the resize lengths that timm has for its crop ratios', () => {
    const lengths = [0.875, 0.95, 0.965].map((ratio) => timmPreprocessing(224, ratio).resize);
    expect(lengths).toEqual([256, 235, 232]);
    expect(timmPreprocessing(288, 1).resize).toBe(288);
  });

  it('keeps the published values of Keras at the ends of the range', () => {
    const { scale, mean, std } = presets.kerasTfPreprocessing;
    expect([0, 255].map((sample) => (sample / scale - mean[0]!) / std[0]!)).toEqual([-1, 1]);
  });
});

describe('preprocessingFor', () => {
  const { preprocessingFor, imagenetPreprocessing } = presets;

  it("is ImageNet's for ImageNet's shape", () => {
    expect(preprocessingFor([224, 224, 3])).toEqual(imagenetPreprocessing);
  });

  it.each([
    [[32, 32, 3], 32],
    [[28, 28, 1], 28],
    [[448, 448, 3], 512],
    [
      [64, 128, 3],
      [64, 128],
    ],
  ] as const)('%j is resized to %j', (shape, resize) => {
    const preprocessing = preprocessingFor(shape);
    expect(preprocessing.resize).toEqual(resize);
    expect(preprocessedShape(preprocessing)).toEqual(shape);
    expect(() => checkPreprocessing(preprocessing)).not.toThrow();
  });

  it('refuses other channel counts', () => {
    expect(() => preprocessingFor([32, 32, 4])).toThrow('expected 1 (gray) or 3 (RGB) channels, found 4');
  });
});
