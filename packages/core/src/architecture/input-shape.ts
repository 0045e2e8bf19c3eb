import { ConvzooError } from '../errors.js';
import type { ArchitectureOptions, InputShape } from './architecture.js';

/**
 * Settles height, width and channels from an architecture's options and defaults.
 * Throws `invalid-argument` for sizes below the architecture's minimum.
 */
export function settleInputShape(
  { inputShape, inputChannels }: ArchitectureOptions,
  { size, minimumSize }: { size: number; minimumSize: number },
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

/** A channel count times the width factor, at least 1. Throws `invalid-argument` for a bad factor. */
export function scaleChannels(channels: number, width = 1): number {
  if (Number.isFinite(width) && width > 0) return Math.max(1, Math.round(channels * width));
  throw new ConvzooError('invalid-argument', {
    subject: 'width',
    expected: 'a factor above 0',
    found: `${width}`,
  });
}
