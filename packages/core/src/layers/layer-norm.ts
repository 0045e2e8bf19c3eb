import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { fromTfLayer, type Layer } from './layer.js';
import { only } from './tensors.js';

export interface LayerNormOptions {
  /** Added to the variance. Default 1e-5, PyTorch's; ConvNeXt uses 1e-6. */
  epsilon?: number;
}

/**
 * Normalization of each pixel over its channels (Ba et al. 2016, https://arxiv.org/abs/1607.06450), with a
 * scale and a shift for each channel; PyTorch's `LayerNorm` over the last of [batch, height, width,
 * channels].
 */
export function layerNorm(name: string, { epsilon = 1e-5 }: LayerNormOptions = {}): Layer {
  return fromTfLayer(() => new LayerNorm({ name, epsilon }));
}

class LayerNorm extends tfl.layers.Layer {
  static readonly className = 'LayerNorm';
  readonly epsilon: number;

  constructor({ epsilon, ...args }: { name?: string; epsilon: number }) {
    super(args);
    this.epsilon = epsilon;
  }

  override build(inputShape: tfl.Shape): void {
    const channels = [inputShape.at(-1) ?? 0];
    this.addWeight('gamma', channels, 'float32', tfl.initializers.ones());
    this.addWeight('beta', channels, 'float32', tfl.initializers.zeros());
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = only(inputs);
      const [gamma, beta] = this.weights.map((weight) => weight.read());
      const centered = tf.sub(x, tf.mean(x, -1, true));
      const variance = tf.mean(tf.square(centered), -1, true);
      const normalized = tf.mul(centered, tf.rsqrt(tf.add(variance, this.epsilon)));
      return tf.add(tf.mul(normalized, gamma!), beta!);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), epsilon: this.epsilon };
  }
}
tf.serialization.registerClass(LayerNorm);
