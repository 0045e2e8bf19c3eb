import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { applySymbolic, type Layer } from './layer.js';
import { only, rank4 } from './tensors.js';

export interface LocalResponseNormOptions {
  /** Channels on each side that take part: the window is 2·radius + 1 channels. */
  radius: number;
  bias: number;
  alpha: number;
  beta: number;
}

/**
 * x / (bias + alpha · Σ x²)^beta over neighboring channels (Krizhevsky et al. 2012, section 3.3).
 * As in the paper, alpha is not divided by the window's width, which PyTorch and Caffe do.
 */
export function localResponseNorm(name: string, options: LocalResponseNormOptions): Layer {
  return (x) => applySymbolic(new LocalResponseNorm({ name, ...options }), x);
}

class LocalResponseNorm extends tfl.layers.Layer {
  static readonly className = 'LocalResponseNorm';
  readonly options: LocalResponseNormOptions;

  constructor({ radius, bias, alpha, beta, ...args }: LocalResponseNormOptions & { name?: string }) {
    super(args);
    this.options = { radius, bias, alpha, beta };
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { radius, bias, alpha, beta } = this.options;
    return tf.localResponseNormalization(rank4(only(inputs)), radius, bias, alpha, beta);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options };
  }
}
tf.serialization.registerClass(LocalResponseNorm);
