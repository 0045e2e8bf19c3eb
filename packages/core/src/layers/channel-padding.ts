import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { applySymbolic, type Layer } from './layer.js';
import { only, rank4 } from './tensors.js';

export interface SubsampleOptions {
  stride: number;
  /** Output channels; the new ones are zero, half of them before and half after the old ones. */
  channels: number;
}

/**
 * The parameter-free shortcut, "option A" of He et al. 2015: every stride-th pixel, with zeros for the
 * channels that the input lacks.
 */
export function subsampleAndPadChannels(name: string, options: SubsampleOptions): Layer {
  return (x) => applySymbolic(new SubsampleAndPadChannels({ name, ...options }), x);
}

class SubsampleAndPadChannels extends tfl.layers.Layer {
  static readonly className = 'SubsampleAndPadChannels';
  readonly options: SubsampleOptions;

  constructor({ stride, channels, ...args }: SubsampleOptions & { name?: string }) {
    super(args);
    this.options = { stride, channels };
  }

  override computeOutputShape([batch, height, width]: tfl.Shape): tfl.Shape {
    const { stride, channels } = this.options;
    const kept = (size: number | null | undefined): number | null =>
      size == null ? null : Math.ceil(size / stride);
    return [batch ?? null, kept(height), kept(width), channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = rank4(only(inputs));
      const { stride, channels } = this.options;
      // Pooling over one pixel takes every stride-th pixel and, unlike a strided slice, has a gradient.
      const kept = tf.maxPool(x, 1, stride, 'valid');
      const missing = channels - x.shape[3];
      const before = Math.floor(missing / 2);
      return tf.pad(kept, [
        [0, 0],
        [0, 0],
        [0, 0],
        [before, missing - before],
      ]);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options };
  }
}
tf.serialization.registerClass(SubsampleAndPadChannels);
