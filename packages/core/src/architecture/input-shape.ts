import { ConvzooError, describe } from '../errors/index.js';
import type { ArchitectureOptions, InputShape } from './architecture.js';

export interface InputSizes {
  /** Default height and width in pixels. */
  size: number;
  /** Smallest height and width that leave a pixel at every layer; the laws check it. Default 1. */
  minimumSize?: number;
}

/**
 * Height, width and channels of the images, from an architecture's options and defaults.
 *
 * @throws ConvzooError `invalid-argument` if a size is below the minimum, or if the options contradict each
 *   other.
 */
export function resolveInputShape(
  { inputShape, inputChannels }: ArchitectureOptions,
  { size, minimumSize = 1 }: InputSizes,
): InputShape {
  const [height, width, channels = inputChannels ?? 3] = inputShape ?? [size, size];
  const valid = [height, width, channels].every((n) => Number.isInteger(n) && n > 0);
  const agree = inputChannels === undefined || inputChannels === channels;
  if (valid && agree && Math.min(height, width) >= minimumSize) return [height, width, channels];
  throw new ConvzooError('invalid-argument', {
    subject: 'input shape',
    expected: agree
      ? `whole numbers with height and width of at least ${minimumSize} pixels`
      : 'inputChannels to agree with inputShape',
    found: `[${height}, ${width}, ${channels}]${agree ? '' : ` and inputChannels ${inputChannels}`}`,
  });
}

/**
 * A number of channels times the width factor, rounded, at least 1.
 *
 * @throws ConvzooError `invalid-argument` if the factor is not a number above 0.
 */
export function scaleChannels(channels: number, width = 1): number {
  if (Number.isFinite(width) && width > 0) return Math.max(1, Math.round(channels * width));
  throw new ConvzooError('invalid-argument', {
    subject: 'width',
    expected: 'a factor above 0',
    found: describe(width),
  });
}
