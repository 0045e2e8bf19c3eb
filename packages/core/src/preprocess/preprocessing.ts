import { ConvzooError, describe } from '../errors/index.js';
import { type Interpolation, interpolations } from './resample.js';

/** How an image becomes a network's input. It belongs to a set of weights, which was trained with it. */
export interface Preprocessing {
  /** Length in pixels that the shorter side is resized to, keeping the aspect; or an exact size. */
  readonly resize: number | readonly [height: number, width: number];
  readonly interpolation: Interpolation;
  /** Size in pixels of the center crop. */
  readonly crop: readonly [height: number, width: number];
  /** Samples are divided by this before the mean is subtracted: 255 gives [0, 1]. */
  readonly scale: number;
  /** Per channel, in the channel order below, in units after `scale`. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly channelOrder: 'rgb' | 'bgr' | 'gray';
}

export type ImageShape = readonly [height: number, width: number, channels: number];

/** Whether images can be preprocessed to a shape: they are gray or RGB. */
export function isImageShape([, , channels]: ImageShape): boolean {
  return channels === 1 || channels === 3;
}

/** Shape of one preprocessed image. */
export function preprocessedShape({
  crop: [height, width],
  channelOrder,
}: Preprocessing): [height: number, width: number, channels: number] {
  return [height, width, channelOrder === 'gray' ? 1 : 3];
}

const channelOrders: readonly unknown[] = ['rgb', 'bgr', 'gray'] satisfies Preprocessing['channelOrder'][];
/** Larger sides in pixels are a mistake or an attempt to exhaust memory. */
const maxSide = 16_384;

const isLength = (n: unknown): boolean => Number.isSafeInteger(n) && Number(n) > 0 && Number(n) <= maxSide;
const isSize = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && value.every(isLength);
const areNumbers = (value: unknown, count: number, valid: (n: number) => boolean): boolean =>
  Array.isArray(value) && value.length === count && value.every((n) => Number.isFinite(n) && valid(n));

/** What is wrong with one field of a preprocessing. */
export interface PreprocessingFault {
  readonly field: keyof Preprocessing;
  readonly expected: string;
  readonly found: unknown;
}

/** The first field that makes a value unusable as a preprocessing, or undefined if there is none. */
export function preprocessingFault(value: unknown): PreprocessingFault | undefined {
  const fields: Partial<Record<keyof Preprocessing, unknown>> =
    typeof value === 'object' && value !== null ? value : {};
  const { resize, interpolation, crop, scale, mean, std, channelOrder } = fields;
  const channels = channelOrder === 'gray' ? 1 : 3;
  const perChannel = `${channels} finite ${channels === 1 ? 'number' : 'numbers'} for its channelOrder`;
  const pixels = `whole pixels from 1 to ${maxSide}`;
  const checks: [valid: boolean, field: keyof Preprocessing, expected: string][] = [
    [channelOrders.includes(channelOrder), 'channelOrder', `one of ${channelOrders.join(', ')}`],
    [isLength(resize) || isSize(resize), 'resize', `the shorter side or [height, width], in ${pixels}`],
    [
      interpolations.some((name) => name === interpolation),
      'interpolation',
      `one of ${interpolations.join(', ')}`,
    ],
    [isSize(crop), 'crop', `[height, width] in ${pixels}`],
    [Number.isFinite(scale) && scale !== 0, 'scale', 'a finite divisor'],
    [areNumbers(mean, channels, () => true), 'mean', perChannel],
    [areNumbers(std, channels, (s) => s > 0), 'std', `${perChannel}, above 0`],
  ];
  const fault = checks.find(([valid]) => !valid);
  if (fault === undefined) return undefined;
  const [, field, expected] = fault;
  return { field, expected, found: fields[field] };
}

/**
 * Checks a preprocessing that was read from a file or written by hand.
 *
 * @throws ConvzooError `invalid-argument` that names the field
 */
export function checkPreprocessing(
  value: unknown,
  subject = 'preprocessing',
): asserts value is Preprocessing {
  const fault = preprocessingFault(value);
  if (fault === undefined) return;
  const { field, expected, found } = fault;
  throw new ConvzooError('invalid-argument', {
    subject: `${subject}.${field}`,
    expected,
    found: describe(found),
  });
}
