import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { applySymbolic, fromTfLayer, type Layer, mapShape } from './layer.js';
import { Pool2d } from './pool2d.js';
import { only, rank4 } from './tensors.js';

export interface MaxPoolOptions {
  /** Side of the square window in pixels. */
  size: number;
  /** Default: `size`. */
  stride?: number;
  /** Pixels of padding on each of the four sides; they are never the maximum. Default 0. */
  pad?: number;
  /** Rounds sizes up instead of down: windows may reach beyond the map. Default false. */
  ceilMode?: boolean;
}

/** Max pooling, as PyTorch's `MaxPool2d`. */
export function maxPool(name: string, options: MaxPoolOptions): Layer {
  const { size, stride = size, pad = 0, ceilMode = false } = options;
  return fromTfLayer(() =>
    pad === 0 && !ceilMode
      ? tfl.layers.maxPooling2d({ name, poolSize: size, strides: stride, padding: 'valid' })
      : new Pool2d({ name, kind: 'max', size, stride, pad, ceilMode, countIncludePad: true }),
  );
}

export interface AveragePoolOptions extends MaxPoolOptions {
  /** Zeros of padding on each of the four sides. Default 0. */
  pad?: number;
  /** Whether these zeros count in the mean. Default true. */
  countIncludePad?: boolean;
}

/** Average pooling, as PyTorch's `AvgPool2d`. */
export function averagePool(name: string, options: AveragePoolOptions): Layer {
  const { size, stride = size, pad = 0, ceilMode = false, countIncludePad = true } = options;
  return fromTfLayer(() =>
    pad === 0 && !ceilMode
      ? tfl.layers.averagePooling2d({ name, poolSize: size, strides: stride, padding: 'valid' })
      : new Pool2d({ name, kind: 'average', size, stride, pad, ceilMode, countIncludePad }),
  );
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
