import { type Pixels, toGray } from '@convzoo/core/preprocess';
import { type Augmentation, between, onPixels } from './augmentation.js';
import { adjustHue } from './hue.js';

export interface ColorJitterOptions {
  /** Factors are drawn from 1 - x to 1 + x. Default 0: none. */
  readonly brightness?: number;
  readonly contrast?: number;
  readonly saturation?: number;
  /**
   * The hue is rotated by up to this fraction of the color wheel, in either direction. At most 0.5. Default 0: none.
   */
  readonly hue?: number;
}

/** Changes brightness, contrast and saturation by random factors and rotates the hue, in this order. */
export function colorJitter({
  brightness = 0,
  contrast = 0,
  saturation = 0,
  hue = 0,
}: ColorJitterOptions): Augmentation {
  return onPixels((pixels, random) => {
    const factor = (strength: number): number => between(random, Math.max(0, 1 - strength), 1 + strength);
    const brighter = adjustBrightness(pixels, factor(brightness));
    const contrasted = adjustContrast(brighter, factor(contrast));
    const saturated = adjustSaturation(contrasted, factor(saturation));
    return hue === 0 ? saturated : adjustHue(saturated, between(random, -hue, hue));
  });
}

/** Blends with black; a factor above 1 brightens. */
export function adjustBrightness(pixels: Pixels, factor: number): Pixels {
  return mapSamples(pixels, (sample) => sample * factor);
}

/** Blends with the image's mean gray. */
export function adjustContrast(pixels: Pixels, factor: number): Pixels {
  const gray = toGray(pixels).data;
  let sum = 0;
  for (const sample of gray) sum += sample;
  const mean = Math.round(sum / gray.length);
  return mapSamples(pixels, (sample) => mean + (sample - mean) * factor);
}

/** Blends with the grayscale image. */
export function adjustSaturation(pixels: Pixels, factor: number): Pixels {
  if (pixels.channels === 1 || factor === 1) return pixels;
  const gray = toGray(pixels).data;
  return mapSamples(pixels, (sample, pixel) => gray[pixel]! + (sample - gray[pixel]!) * factor);
}

/** Changes all samples but alpha; results are rounded and clamped to [0, 255]. */
export function mapSamples(pixels: Pixels, change: (sample: number, pixel: number) => number): Pixels {
  const { data, channels } = pixels;
  const changed = new Uint8ClampedArray(data);
  for (let i = 0, pixel = 0; i < data.length; i += channels, pixel++) {
    for (let c = 0; c < Math.min(channels, 3); c++) changed[i + c] = change(data[i + c]!, pixel);
  }
  return { ...pixels, data: changed };
}
