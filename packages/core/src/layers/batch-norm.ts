import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { fromTfLayer, type Layer } from './layer.js';
import { normalizeBatch } from './normalize-batch.js';
import { only, rank1, rank4 } from './tensors.js';

/** PyTorch's epsilon, added to the variance. */
const defaultEpsilon = 1e-5;
const defaultDecay = 0.9;

export interface BatchNormOptions {
  /** Added to the variance. Default 1e-5, PyTorch's. */
  epsilon?: number;
  /** Weight of the old running statistics in each training step: 1 - PyTorch's momentum. Default 0.9. */
  decay?: number;
}

/**
 * Batch normalization over batch, height and width (Ioffe & Szegedy 2015,
 * https://arxiv.org/abs/1502.03167), as PyTorch computes it: epsilon 1e-5, momentum 0.1, an unbiased
 * running variance. While the layer is frozen (`trainable = false`) it uses its
 * running statistics in training too, and does not update them.
 */
export function batchNorm(name: string, options: BatchNormOptions = {}): Layer {
  return fromTfLayer(() => new BatchNorm({ name, ...options }));
}

export class BatchNorm extends tfl.layers.Layer {
  static readonly className = 'BatchNorm';
  readonly epsilon: number;
  readonly decay: number;

  constructor({
    epsilon = defaultEpsilon,
    decay = defaultDecay,
    ...args
  }: BatchNormOptions & { name?: string }) {
    super(args);
    this.epsilon = epsilon;
    this.decay = decay;
  }

  override build(inputShape: tfl.Shape): void {
    const channels = [inputShape[3] ?? 0];
    const zeros = tfl.initializers.zeros();
    const ones = tfl.initializers.ones();
    this.addWeight('gamma', channels, 'float32', ones);
    this.addWeight('beta', channels, 'float32', zeros);
    this.addWeight('moving_mean', channels, 'float32', zeros, undefined, false);
    this.addWeight('moving_variance', channels, 'float32', ones, undefined, false);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const x = rank4(only(inputs));
      const { gamma, beta, mean, variance } = this.parameters();
      if (kwargs.training !== true || !this.trainable) {
        return tf.batchNorm(x, mean.read(), variance.read(), beta.read(), gamma.read(), this.epsilon);
      }
      const batch = normalizeBatch(x, gamma.read(), beta.read(), this.epsilon);
      const count = x.size / (x.shape[3] || 1);
      const unbiased = count > 1 ? count / (count - 1) : 1;
      mean.write(mix(mean.read(), batch.mean, this.decay));
      variance.write(mix(variance.read(), tf.mul(batch.variance, unbiased), this.decay));
      return batch.y;
    });
  }

  /** The four weights; tf.layers lists trainable ones first, and moves all of them when it is frozen. */
  parameters(): Record<'gamma' | 'beta' | 'mean' | 'variance', Vector> {
    const [gamma, beta, mean, variance] = this.weights.map((weight) => ({
      read: () => rank1(weight.read()),
      write: (value: tf.Tensor) => {
        weight.write(value);
      },
    }));
    return { gamma: gamma!, beta: beta!, mean: mean!, variance: variance! };
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), epsilon: this.epsilon, decay: this.decay };
  }
}
tf.serialization.registerClass(BatchNorm);

interface Vector {
  read(): tf.Tensor1D;
  write(value: tf.Tensor): void;
}

/** decay·old + (1 - decay)·value. Statistics have no gradient: they are measured, not learned. */
function mix(old: tf.Tensor, value: tf.Tensor, decay: number): tf.Tensor {
  return tf.add(tf.mul(old, decay), tf.mul(value, 1 - decay));
}
