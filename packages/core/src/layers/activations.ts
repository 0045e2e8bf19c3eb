import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { fromTfLayer, type Layer } from './layer.js';
import { only } from './tensors.js';

/** max(x, 0). */
export function relu(name: string): Layer {
  return fromTfLayer(() => tfl.layers.reLU({ name }));
}

/** min(max(x, 0), 6). */
export function relu6(name: string): Layer {
  return pointwise(name, 'relu6');
}

/** 1 / (1 + exp(-x)). */
export function sigmoid(name: string): Layer {
  return pointwise(name, 'sigmoid');
}

/** x · sigmoid(x), also called swish (https://arxiv.org/abs/1710.05941). */
export function silu(name: string): Layer {
  return pointwise(name, 'silu');
}

/**
 * x · Φ(x) with the normal distribution's Φ, exact as PyTorch's default (https://arxiv.org/abs/1606.08415).
 */
export function gelu(name: string): Layer {
  return pointwise(name, 'gelu');
}

/** min(max(x + 3, 0), 6) / 6, as PyTorch's; TensorFlow's function of this name is steeper. */
export function hardSigmoid(name: string): Layer {
  return pointwise(name, 'hardSigmoid');
}

/** x · hardSigmoid(x) (MobileNetV3, https://arxiv.org/abs/1905.02244). */
export function hardSwish(name: string): Layer {
  return pointwise(name, 'hardSwish');
}

type PointwiseFunction = 'relu6' | 'sigmoid' | 'silu' | 'gelu' | 'hardSigmoid' | 'hardSwish';

const functions: Readonly<Record<PointwiseFunction, (x: tf.Tensor) => tf.Tensor>> = {
  relu6: (x) => tf.relu6(x),
  sigmoid: (x) => tf.sigmoid(x),
  silu: (x) => tf.mul(x, tf.sigmoid(x)),
  gelu: (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
  hardSigmoid: (x) => tf.div(tf.relu6(tf.add(x, 3)), 6),
  hardSwish: (x) => tf.mul(x, tf.div(tf.relu6(tf.add(x, 3)), 6)),
};

function pointwise(name: string, activation: PointwiseFunction): Layer {
  return fromTfLayer(() => new PointwiseActivation({ name, activation }));
}

/** One of the functions above, applied to each value. */
export class PointwiseActivation extends tfl.layers.Layer {
  static readonly className = 'PointwiseActivation';
  readonly activation: PointwiseFunction;

  constructor({ activation, ...args }: { name?: string; activation: PointwiseFunction }) {
    super(args);
    this.activation = activation;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => functions[this.activation](only(inputs)));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), activation: this.activation };
  }
}
tf.serialization.registerClass(PointwiseActivation);
