import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { ConvzooError } from '../errors.js';
import { applySymbolic, type Layer } from './layer.js';
import { only, rank4 } from './tensors.js';

export interface Conv2dOptions {
  /** Number of output channels. */
  filters: number;
  /** Side of the square kernel in pixels. */
  kernel: number;
  /** Default 1. */
  stride?: number;
  /** Zeros added on each of the four sides, as in PyTorch. Default 0. */
  pad?: number;
  /** Default true. */
  bias?: boolean;
  /** Channels are split in this many groups, each convolved on its own. Default 1. */
  groups?: number;
}

/**
 * 2-D convolution with PyTorch's symmetric padding. TensorFlow's 'same' pads a strided convolution
 * unevenly, so padding is a layer of its own (`<name>.pad`) unless both agree.
 * Weights start at zero; the architecture's `initialize` or loaded weights fill them.
 */
export function conv2d(name: string, options: Conv2dOptions): Layer {
  const { filters, kernel, stride = 1, pad = 0, bias = true, groups = 1 } = options;
  const same = stride === 1 && pad > 0 && 2 * pad === kernel - 1;
  return (x) => {
    const padded =
      pad === 0 || same
        ? x
        : applySymbolic(tfl.layers.zeroPadding2d({ name: `${name}.pad`, padding: pad }), x);
    const args: ConvolutionArgs = {
      name,
      filters,
      kernelSize: kernel,
      strides: stride,
      padding: same ? 'same' : 'valid',
      useBias: bias,
      groups,
    };
    const layer =
      groups === 1
        ? tfl.layers.conv2d({ ...args, kernelInitializer: 'zeros', biasInitializer: 'zeros' })
        : new GroupedConv2d(args);
    return applySymbolic(layer, padded);
  };
}

interface ConvolutionArgs {
  name: string;
  filters: number;
  kernelSize: number;
  strides: number;
  padding: 'same' | 'valid';
  useBias: boolean;
  groups: number;
}

/**
 * The grouped convolution of AlexNet's two towers, which tf.layers lacks. The kernel is
 * [height, width, inputs / groups, filters]; group g owns the g-th slice of inputs and of filters.
 */
export class GroupedConv2d extends tfl.layers.Layer {
  static readonly className = 'GroupedConv2d';
  readonly options: ConvolutionArgs;

  constructor(args: ConvolutionArgs) {
    super({ name: args.name });
    this.options = args;
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
    const zeros = tfl.initializers.zeros();
    this.addWeight('kernel', [kernelSize, kernelSize, channels / groups, filters], 'float32', zeros);
    if (useBias) this.addWeight('bias', [filters], 'float32', zeros);
    this.built = true;
  }

  override computeOutputShape(inputShape: tfl.Shape): tfl.Shape {
    const { filters, kernelSize, strides, padding } = this.options;
    const size = (n: number | null | undefined): number | null =>
      n == null ? null : Math.ceil((padding === 'same' ? n : n - kernelSize + 1) / strides);
    return [inputShape[0] ?? null, size(inputShape[1]), size(inputShape[2]), filters];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { strides, padding, groups } = this.options;
    const [kernel, bias] = this.weights.map((weight) => weight.read());
    const y = groupedConv2d(rank4(only(inputs)), rank4(kernel!), groups, strides, padding);
    return bias === undefined ? y : tf.add(y, bias);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options };
  }
}
tf.serialization.registerClass(GroupedConv2d);

/** A convolution for each group of channels, side by side. No bias. */
export function groupedConv2d(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  groups: number,
  strides: number | [number, number],
  pad: 'same' | 'valid' | tf.backend_util.ExplicitPadding,
): tf.Tensor4D {
  const xs = tf.split(x, groups, 3);
  const kernels = tf.split(kernel, groups, 3);
  return tf.concat(
    xs.map((part, g) => tf.conv2d(rank4(part), rank4(kernels[g]!), strides, pad)),
    3,
  );
}
