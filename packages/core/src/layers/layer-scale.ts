import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { fromTfLayer, type Layer } from './layer.js';
import { only } from './tensors.js';

export interface LayerScaleOptions {
  /** What every factor starts at. Default 1e-6. */
  initial?: number;
}

/**
 * A learned factor for each channel, small at first, at the end of a residual branch (Touvron et al. 2021,
 * https://arxiv.org/abs/2103.17239). In a state dict it is one tensor [channels, 1, 1] under the layer's own
 * name, as in torchvision's ConvNeXt.
 */
export function layerScale(name: string, { initial = 1e-6 }: LayerScaleOptions = {}): Layer {
  return fromTfLayer(() => new LayerScale({ name, initial }));
}

class LayerScale extends tfl.layers.Layer {
  static readonly className = 'LayerScale';
  readonly initial: number;

  constructor({ initial, ...args }: { name?: string; initial: number }) {
    super(args);
    this.initial = initial;
  }

  override build(inputShape: tfl.Shape): void {
    const value = tfl.initializers.constant({ value: this.initial });
    this.addWeight('layer_scale', [inputShape.at(-1) ?? 0], 'float32', value);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.mul(only(inputs), this.weights[0]!.read());
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), initial: this.initial };
  }
}
tf.serialization.registerClass(LayerScale);
