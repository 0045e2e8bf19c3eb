import { below, type Random } from './augmentation.js';

/** Preprocessed images and their targets, row after row. */
export interface MixedBatch {
  /** [batch, height, width, channels] */
  readonly inputs: Float32Array;
  readonly inputShape: readonly [height: number, width: number, channels: number];
  /** [batch, units] */
  readonly targets: Float32Array;
}

/** Randomly mixes the images of a batch with one another; targets are mixed in the same proportion. */
export type BatchMix = <T extends MixedBatch>(batch: T, random: Random) => T;

/**
 * Blends each image i of n with image n - 1 - i, with a weight from Beta(alpha, alpha)
 * (Zhang et al. 2017, https://arxiv.org/abs/1710.09412). Alpha from 0.1 to 1.
 */
export function mixup(alpha: number): BatchMix {
  return (batch, random) => {
    const share = beta(alpha, random);
    const blend = (values: Float32Array, length: number): Float32Array =>
      mapPairs(values, length, (own, other) => share * own + (1 - share) * other);
    const { inputs, targets } = batch;
    const { imageLength, units } = lengths(batch);
    return { ...batch, inputs: blend(inputs, imageLength), targets: blend(targets, units) };
  };
}

/**
 * Pastes a random rectangle of image n - 1 - i into each image i of n; the fraction of the area comes from
 * Beta(alpha, alpha) (Yun et al. 2019, https://arxiv.org/abs/1905.04899). Alpha from 0.1 to 1.
 */
export function cutmix(alpha: number): BatchMix {
  return (batch, random) => {
    const [height, width, channels] = batch.inputShape;
    const side = Math.sqrt(1 - beta(alpha, random));
    const [cx, cy] = [below(random, width), below(random, height)];
    const [left, right] = interval(cx, side * width, width);
    const [top, bottom] = interval(cy, side * height, height);
    const share = 1 - ((right - left) * (bottom - top)) / (width * height);
    const { imageLength, units } = lengths(batch);
    const inputs = mapPairs(batch.inputs, imageLength, (own, other, i) => {
      const x = Math.floor(i / channels) % width;
      const y = Math.floor(i / (channels * width));
      return x >= left && x < right && y >= top && y < bottom ? other : own;
    });
    const targets = mapPairs(batch.targets, units, (own, other) => share * own + (1 - share) * other);
    return { ...batch, inputs, targets };
  };
}

function lengths({ inputs, inputShape, targets }: MixedBatch): { imageLength: number; units: number } {
  const imageLength = inputShape.reduce((product, n) => product * n, 1);
  return { imageLength, units: targets.length / (inputs.length / imageLength) };
}

/** Combines row i with row n - 1 - i; `position` counts within the row. */
function mapPairs(
  rows: Float32Array,
  length: number,
  combine: (own: number, other: number, position: number) => number,
): Float32Array {
  const count = rows.length / length;
  const combined = new Float32Array(rows.length);
  for (let row = 0; row < count; row++) {
    const [own, other] = [row * length, (count - 1 - row) * length];
    for (let i = 0; i < length; i++) combined[own + i] = combine(rows[own + i]!, rows[other + i]!, i);
  }
  return combined;
}

function interval(center: number, length: number, limit: number): [start: number, end: number] {
  const start = Math.round(center - length / 2);
  return [Math.max(0, start), Math.min(limit, start + Math.round(length))];
}

/** A number from Beta(alpha, alpha), by Jöhnk's method, which is fast for alpha up to 1. */
function beta(alpha: number, random: Random): number {
  for (;;) {
    const [x, y] = [random() ** (1 / alpha), random() ** (1 / alpha)];
    if (x + y > 0 && x + y <= 1) return x / (x + y);
  }
}
