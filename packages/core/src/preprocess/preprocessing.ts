import { ConvzooError } from '../errors.js';
import type { Interpolation } from './resample.js';

/** How an image becomes the numbers that a set of weights was trained on. Data, attached to weights. */
export interface Preprocessing {
  /** Length in pixels that the shorter side is resized to, keeping the aspect; or an exact size. */
  readonly resize: number | readonly [height: number, width: number];
  readonly interpolation: Interpolation;
  /** Size in pixels of the center crop. */
  readonly crop: readonly [height: number, width: number];
  /** Samples are divided by this before the mean is taken off: 255 gives [0, 1]. */
  readonly scale: number;
  /** Per channel, in the channel order below, in units after `scale`. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly channelOrder: 'rgb' | 'bgr' | 'gray';
}

/** Shape of one preprocessed image. */
export function preprocessedShape({
  crop: [height, width],
  channelOrder,
}: Preprocessing): [height: number, width: number, channels: number] {
  return [height, width, channelOrder === 'gray' ? 1 : 3];
}

const isLength = (n: number): boolean => Number.isSafeInteger(n) && n > 0;

/** Throws `invalid-argument` where a preprocessing read from a file or written by hand can't be meant. */
export function checkPreprocessing(preprocessing: Preprocessing): void {
  const { resize, crop, scale, mean, std, channelOrder } = preprocessing;
  const channels = preprocessedShape(preprocessing)[2];
  const perChannel = `${channels} numbers for channelOrder '${channelOrder}'`;
  const lengths = typeof resize === 'number' ? [resize] : resize;
  const checks: [valid: boolean, field: string, expected: string, found: unknown][] = [
    [lengths.every(isLength), 'resize', 'whole pixels, at least 1', resize],
    [crop.every(isLength), 'crop', 'whole pixels, at least 1', crop],
    [Number.isFinite(scale) && scale !== 0, 'scale', 'a finite divisor', scale],
    [mean.length === channels && mean.every(Number.isFinite), 'mean', perChannel, mean],
    [std.length === channels && std.every((s) => s > 0), 'std', `${perChannel}, above 0`, std],
  ];
  for (const [valid, field, expected, found] of checks) {
    if (!valid) {
      throw new ConvzooError('invalid-argument', {
        subject: `preprocessing.${field}`,
        expected,
        found: JSON.stringify(found),
      });
    }
  }
}
