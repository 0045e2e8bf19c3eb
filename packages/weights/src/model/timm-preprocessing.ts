import { describe } from '@convzoo/core/errors';
import type { Preprocessing } from '@convzoo/core/preprocess';
import { invalidWeights } from '../invalid.js';

/** The fields of timm's `pretrained_cfg` that say how images become input. */
export interface TimmInput {
  readonly interpolation: string;
  readonly crop_pct: number;
  readonly crop_mode: string;
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** timm's words for a preprocessing, or undefined where timm has none: BGR, and crops that it lacks. */
export function timmInput({
  resize,
  crop,
  interpolation,
  scale,
  mean,
  std,
  channelOrder,
}: Preprocessing): TimmInput | undefined {
  const mode = typeof resize === 'number' ? 'center' : 'squash';
  const resized = typeof resize === 'number' ? [resize, resize] : resize;
  const share = cropShare(crop, resized);
  const isSquare = crop[0] === crop[1];
  if (channelOrder === 'bgr' || share === undefined || (mode === 'center' && !isSquare)) return undefined;
  // timm's samples are in [0, 1].
  const rescaled = (values: readonly number[]): number[] => values.map((value) => value * (scale / 255));
  return {
    interpolation,
    crop_pct: share,
    crop_mode: mode,
    mean: rescaled(mean),
    std: rescaled(std),
  };
}

/** The share from which timm, rounding down, computes this size of the resized image. */
function cropShare(crop: readonly number[], resized: readonly number[]): number | undefined {
  const [side = 0] = crop;
  const [target = 0] = resized;
  const isRight = (share: number): boolean => crop.every((n, i) => Math.floor(n / share) === resized[i]);
  // The quotient may round to just below the size; half a pixel more does not.
  return [side / target, side / (target + 0.5)].find(isRight);
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The preprocessing that a `pretrained_cfg` of timm describes, with timm's defaults for what it leaves out.
 *
 * @throws ConvzooError `invalid-weights` for crops and interpolations that convzoo does not have
 */
export function fromTimmInput(fields: Fields, subject: string): Preprocessing {
  const {
    input_size = [3, 224, 224],
    interpolation = 'bicubic',
    crop_pct = 0.875,
    crop_mode = 'center',
    mean = [0.485, 0.456, 0.406],
    std = [0.229, 0.224, 0.225],
  } = fields;
  const fail = (field: string, expected: string): never => {
    throw invalidWeights(`${subject}: pretrained_cfg.${field}`, expected, describe(fields[field]));
  };
  if (!areLengths(input_size)) return fail('input_size', '[channels, height, width]');
  const [channels, height, width] = input_size;
  if (channels !== 1 && channels !== 3) return fail('input_size', '1 or 3 channels');
  if (interpolation !== 'bilinear' && interpolation !== 'bicubic') {
    return fail('interpolation', 'bilinear or bicubic');
  }
  if (typeof crop_pct !== 'number' || !(crop_pct > 0)) return fail('crop_pct', 'a number above 0');
  if (crop_mode !== 'squash' && (crop_mode !== 'center' || height !== width)) {
    return fail(
      'crop_mode',
      height === width ? 'center or squash' : 'squash, for an image that is not square',
    );
  }
  if (!areNumbers(mean, channels)) return fail('mean', `${channels} numbers`);
  if (!areNumbers(std, channels)) return fail('std', `${channels} numbers`);
  const scaled = (side: number): number => Math.floor(side / crop_pct);
  return {
    resize: crop_mode === 'squash' ? [scaled(height), scaled(width)] : scaled(height),
    interpolation,
    crop: [height, width],
    scale: 255,
    mean,
    std,
    channelOrder: channels === 1 ? 'gray' : 'rgb',
  };
}

function areLengths(value: unknown): value is readonly [channels: number, height: number, width: number] {
  return Array.isArray(value) && value.length === 3 && value.every((n) => Number.isSafeInteger(n) && n > 0);
}

function areNumbers(value: unknown, count: number): value is readonly number[] {
  return Array.isArray(value) && value.length === count && value.every((n) => Number.isFinite(n));
}
