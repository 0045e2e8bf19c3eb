import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { ConvzooError } from '../errors/index.js';
import { convolution } from './convolution.js';
import { zeros } from './meta-backend.js';
import { only, rank4 } from './tensors.js';

export interface GroupedConv2dOptions {
  readonly filters: number;
  readonly kernelSize: readonly [height: number, width: number];
  readonly strides: number;
  readonly padding: 'same' | 'valid';
  readonly dilationRate: number;
  readonly groups: number;
  readonly useBias: boolean;
}

/**
 * The convolutions that tf.layers lacks or cannot train: grouped, depthwise and dilated ones. The kernel is
 * [height, width, inputs / groups, filters].
 */
export class GroupedConv2d extends tfl.layers.Layer {
  static readonly className = 'GroupedConv2d';
  readonly options: GroupedConv2dOptions;

  constructor({ name, ...options }: GroupedConv2dOptions & { name: string }) {
    super({ name });
    const { filters, kernelSize, strides, padding, dilationRate, groups, useBias } = options;
    this.options = { filters, kernelSize, strides, padding, dilationRate, groups, useBias };
  }

  override build(inputShape: tfl.Shape): void {
    const { filters, kernelSize, groups, useBias } = this.options;
    const channels = inputShape[3] ?? 0;
    if (channels % groups !== 0 || filters % groups !== 0) {
      throw new ConvzooError('invalid-argument', {
        subject: `grouped convolution ${this.name}`,
        expected: `input channels and filters divisible by ${groups} groups`,
        found: `${channels} channels and ${filters} filters`,
      });
    }
    this.addWeight('kernel', [...kernelSize, channels / groups, filters], 'float32', zeros);
    if (useBias) this.addWeight('bias', [filters], 'float32', zeros);
    this.built = true;
  }

  override computeOutputShape([batch, height, width]: tfl.Shape): tfl.Shape {
    const { filters, kernelSize, strides, padding, dilationRate } = this.options;
    const size = (n: number | null | undefined, kernel: number): number | null => {
      if (n == null) return null;
      const seen = padding === 'same' ? n : n - (kernel - 1) * dilationRate;
      return Math.ceil(seen / strides);
    };
    return [batch ?? null, size(height, kernelSize[0]), size(width, kernelSize[1]), filters];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const { strides, padding, groups, dilationRate } = this.options;
      const [kernel, bias] = this.weights.map((weight) => weight.read());
      const geometry = { groups, strides, pad: padding, dilation: dilationRate };
      const y = convolution(rank4(only(inputs)), rank4(kernel!), geometry);
      return bias === undefined ? y : tf.add(y, bias);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options, kernelSize: [...this.options.kernelSize] };
  }
}
tf.serialization.registerClass(GroupedConv2d);
