import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { applySymbolic, type Layer, mapShape } from './layer.js';
import { only, rank4 } from './tensors.js';

export interface MaxPoolOptions {
  /** Side of the square window in pixels. */
  size: number;
  stride: number;
  /** Pixels of -infinity added on each side, as in PyTorch. Default 0. */
  pad?: number;
}

/** Max pooling that rounds sizes down, as PyTorch does by default. */
export function maxPool(name: string, { size, stride, pad = 0 }: MaxPoolOptions): Layer {
  const pool = fromPool(name, size, stride);
  if (pad === 0) return pool;
  return (x) => pool(applySymbolic(new PadForMaxPool({ name: `${name}.pad`, pad }), x));
}

function fromPool(name: string, size: number, stride: number): Layer {
  return (x) =>
    applySymbolic(tfl.layers.maxPooling2d({ name, poolSize: size, strides: stride, padding: 'valid' }), x);
}

/** Mean over height and width: [batch, height, width, channels] to [batch, channels]. */
export function globalAveragePool(name: string): Layer {
  return (x) => applySymbolic(tfl.layers.globalAveragePooling2d({ name }), x);
}

/**
 * Average pooling to a fixed output size, with PyTorch's bins: bin i covers
 * floor(i·in/out) to ceil((i+1)·in/out). It also widens maps smaller than the output.
 */
export function adaptiveAveragePool(name: string, size: number): Layer {
  return (x) => {
    const [height, width] = mapShape(x);
    const unchanged = height === size && width === size;
    return unchanged ? x : applySymbolic(new AdaptiveAveragePool({ name, size }), x);
  };
}

/** The smallest float32: what max pooling ignores, on backends where an infinity is not a number. */
const lowest = -3.4028234663852886e38;

/** Pads with the smallest float32, so that a padded pixel never wins, whatever the sign of the map. */
class PadForMaxPool extends tfl.layers.Layer {
  static readonly className = 'PadForMaxPool';
  readonly pad: number;

  constructor({ pad, ...args }: { name?: string; pad: number }) {
    super(args);
    this.pad = pad;
  }

  override computeOutputShape([batch, height, width, channels]: tfl.Shape): tfl.Shape {
    const grown = (size: number | null | undefined): number | null =>
      size == null ? null : size + 2 * this.pad;
    return [batch ?? null, grown(height), grown(width), channels ?? null];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const sides: [number, number] = [this.pad, this.pad];
    return tf.pad(rank4(only(inputs)), [[0, 0], sides, sides, [0, 0]], lowest);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), pad: this.pad };
  }
}
tf.serialization.registerClass(PadForMaxPool);

class AdaptiveAveragePool extends tfl.layers.Layer {
  static readonly className = 'AdaptiveAveragePool';
  readonly size: number;
  private rows: number[][] = [];
  private columns: number[][] = [];

  constructor({ size, ...args }: { name?: string; size: number }) {
    super(args);
    this.size = size;
  }

  override build([, height, width]: tfl.Shape): void {
    this.rows = averagingMatrix(height ?? 0, this.size);
    this.columns = averagingMatrix(width ?? 0, this.size);
    this.built = true;
  }

  override computeOutputShape([batch, , , channels]: tfl.Shape): tfl.Shape {
    return [batch ?? null, this.size, this.size, channels ?? null];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = rank4(only(inputs));
      const [batch, height, width, channels] = x.shape;
      const rows = tf.tensor3d([this.rows]);
      const columns = tf.tensor3d([this.columns]);
      const byRow = tf.matMul(tf.tile(rows, [batch, 1, 1]), tf.reshape(x, [batch, height, width * channels]));
      const perRow = tf.reshape(byRow, [batch * this.size, width, channels]);
      const byColumn = tf.matMul(tf.tile(columns, [batch * this.size, 1, 1]), perRow);
      return tf.reshape(byColumn, [batch, this.size, this.size, channels]);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), size: this.size };
  }
}
tf.serialization.registerClass(AdaptiveAveragePool);

/** [bins, length]: row i holds the weights that average the pixels of bin i. */
function averagingMatrix(length: number, bins: number): number[][] {
  return Array.from({ length: bins }, (_, i) => {
    const start = Math.floor((i * length) / bins);
    const end = Math.ceil(((i + 1) * length) / bins);
    return Array.from({ length }, (_, j) => (j >= start && j < end ? 1 / (end - start) : 0));
  });
}
