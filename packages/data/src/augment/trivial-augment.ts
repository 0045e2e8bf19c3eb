import { randomAffine, rotation } from './affine.js';
import { type Augmentation, below, noAugmentation, onPixels, type Random } from './augmentation.js';
import { adjustBrightness, adjustContrast, adjustSaturation, mapSamples } from './color.js';
import { autoContrast, equalize } from './histogram.js';
import { adjustSharpness } from './sharpness.js';

/** An operation at a strength from 0 to 1 and a sign. */
type Operation = (strength: number, sign: 1 | -1) => Augmentation;

/** The operations of the paper's wide space. */
const operations: readonly Operation[] = [
  () => noAugmentation,
  (strength, sign) => randomAffine(() => ({ matrix: [1, 0.99 * strength * sign, 0, 1] })),
  (strength, sign) => randomAffine(() => ({ matrix: [1, 0, 0.99 * strength * sign, 1] })),
  (strength, sign) => randomAffine(() => ({ matrix: [1, 0, 0, 1], shift: [32 * strength * sign, 0] })),
  (strength, sign) => randomAffine(() => ({ matrix: [1, 0, 0, 1], shift: [0, 32 * strength * sign] })),
  (strength, sign) => randomAffine(() => rotation(135 * strength * sign)),
  (strength, sign) => onPixels((pixels) => adjustBrightness(pixels, 1 + 0.99 * strength * sign)),
  (strength, sign) => onPixels((pixels) => adjustContrast(pixels, 1 + 0.99 * strength * sign)),
  (strength, sign) => onPixels((pixels) => adjustSaturation(pixels, 1 + 0.99 * strength * sign)),
  (strength, sign) => onPixels((pixels) => adjustSharpness(pixels, 1 + 0.99 * strength * sign)),
  (strength) => {
    const bits = 8 - Math.round(6 * strength);
    const kept = 256 - 2 ** (8 - bits);
    return onPixels((pixels) => mapSamples(pixels, (sample) => sample & kept));
  },
  (strength) => {
    const threshold = 255 * (1 - strength);
    return onPixels((pixels) =>
      mapSamples(pixels, (sample) => (sample >= threshold ? 255 - sample : sample)),
    );
  },
  () => onPixels(autoContrast),
  () => onPixels(equalize),
];

/** Number of evenly spaced strengths to draw from. */
const levels = 31;

/**
 * TrivialAugment Wide (Müller & Hutter 2021, https://arxiv.org/abs/2103.10158): one random operation at a random
 * strength. Shifts are in pixels, as in the paper, so it suits 224-pixel images better than small ones.
 */
export const trivialAugment: Augmentation = (image, random: Random) => {
  const operation = operations[below(random, operations.length)]!;
  const strength = below(random, levels) / (levels - 1);
  return operation(strength, random() < 0.5 ? 1 : -1)(image, random);
};
