import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { only, rank4 } from './tensors.js';

export interface Pool2dOptions {
  readonly kind: 'max' | 'average';
  readonly size: number;
  readonly stride: number;
  readonly pad: number;
  readonly ceilMode: boolean;
  readonly countIncludePad: boolean;
}

/** The smallest float32. Max pooling ignores it; some backends turn an infinity into NaN. */
const lowest = -3.4028234663852886e38;

/** Pooling with PyTorch's padding and rounding, which tf.layers lacks: pads, then pools without padding. */
export class Pool2d extends tfl.layers.Layer {
  static readonly className = 'Pool2d';
  readonly options: Pool2dOptions;

  constructor({ kind, size, stride, pad, ceilMode, countIncludePad, ...args }: Pool2dOptions & Named) {
    super(args);
    this.options = { kind, size, stride, pad, ceilMode, countIncludePad };
  }

  override computeOutputShape([batch, height, width, channels]: tfl.Shape): tfl.Shape {
    const pixels = (size: number | null | undefined): number | null =>
      size == null ? null : outputSize(size, this.options);
    return [batch ?? null, pixels(height), pixels(width), channels ?? null];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = rank4(only(inputs));
      const { kind, size, stride, pad } = this.options;
      const [, height, width] = x.shape;
      const after = (side: number): number =>
        Math.max(0, (outputSize(side, this.options) - 1) * stride + size - side - pad);
      const padding: [number, number][] = [
        [0, 0],
        [pad, after(height)],
        [pad, after(width)],
        [0, 0],
      ];
      const padded = padding.flat().some((pixels) => pixels > 0)
        ? tf.pad(x, padding, kind === 'max' ? lowest : 0)
        : x;
      if (kind === 'max') return tf.maxPool(padded, size, stride, 'valid');
      const mean = tf.avgPool(padded, size, stride, 'valid');
      const factors = this.factors(height, width);
      return factors === undefined ? mean : tf.mul(mean, factors);
    });
  }

  /** Window size over the number of pixels that each window of an average counts, unless all count whole. */
  private factors(height: number, width: number): tf.Tensor | undefined {
    const [rows, columns] = [counts(height, this.options), counts(width, this.options)];
    const { size } = this.options;
    if ([...rows, ...columns].every((count) => count === size)) return undefined;
    const factors = rows.map((row) => columns.map((column) => [(size / row) * (size / column)]));
    return tf.tensor4d([factors]);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options };
  }
}
tf.serialization.registerClass(Pool2d);

interface Named {
  name?: string;
}

/**
 * PyTorch's: rounded down, or up as long as the last window starts inside the input or the padding before it.
 */
function outputSize(input: number, { size, stride, pad, ceilMode }: Pool2dOptions): number {
  const steps = (input + 2 * pad - size) / stride;
  if (!ceilMode) return Math.floor(steps) + 1;
  const output = Math.ceil(steps) + 1;
  return (output - 1) * stride >= input + pad ? output - 1 : output;
}

/** How many pixels along one side each window of an average is divided by. */
function counts(input: number, options: Pool2dOptions): number[] {
  const { size, stride, pad, countIncludePad } = options;
  const [first, last] = countIncludePad ? [-pad, input + pad] : [0, input];
  return Array.from({ length: outputSize(input, options) }, (_, i) => {
    const start = i * stride - pad;
    return Math.min(start + size, last) - Math.max(start, first);
  });
}
