import * as tfl from '@tensorflow/tfjs-layers';
import { ConvzooError } from '../errors/index.js';
import { GroupedConv2d } from './grouped-conv2d.js';
import { applySymbolic, type Layer, mapShape } from './layer.js';
import { zeros } from './meta-backend.js';

/** One value for both sides, or one each. */
export type PerSide = number | readonly [height: number, width: number];

export interface Conv2dOptions {
  /** Number of output channels. */
  filters: number;
  /** Size of the kernel in pixels. */
  kernel: PerSide;
  /** Default 1. */
  stride?: number;
  /** Zeros added at each end of each side, as in PyTorch. Default 0. */
  pad?: PerSide;
  /** Distance between the pixels that a kernel reads. Default 1. */
  dilation?: number;
  /** Default true. */
  bias?: boolean;
  /** The channels are split into this many groups, each convolved on its own. Default 1. */
  groups?: number;
}

/**
 * 2-D convolution with PyTorch's symmetric padding. TensorFlow's 'same' pads a strided convolution
 * unevenly, so padding is a layer of its own (`<name>.pad`) unless both agree.
 * Weights start at zero; the architecture's `initialize` or loaded weights fill them.
 *
 * @throws ConvzooError `invalid-argument` if groups do not divide the channels, or if both stride and
 *   dilation are above 1, which TensorFlow.js cannot compute.
 */
export function conv2d(name: string, options: Conv2dOptions): Layer {
  const { filters, stride = 1, dilation = 1, bias = true, groups = 1 } = options;
  const kernel = perSide(options.kernel);
  const pad = perSide(options.pad ?? 0);
  if (stride > 1 && dilation > 1) {
    throw new ConvzooError('invalid-argument', {
      subject: `convolution ${name}`,
      expected: 'a stride or a dilation of 1',
      found: `stride ${stride} and dilation ${dilation}`,
      remedy: 'Dilate a convolution of stride 1, and pool after it.',
    });
  }
  const padded = pad.some((pixels) => pixels > 0);
  const same =
    padded && stride === 1 && dilation === 1 && pad.every((p, side) => 2 * p === kernel[side]! - 1);
  const args = {
    name,
    filters,
    kernelSize: kernel,
    padding: same ? 'same' : 'valid',
    useBias: bias,
  } as const;
  return (x) => {
    const layer =
      groups === 1 && dilation === 1
        ? tfl.layers.conv2d({
            ...args,
            kernelSize: [...kernel],
            strides: stride,
            kernelInitializer: zeros,
            biasInitializer: zeros,
          })
        : new GroupedConv2d({ ...args, strides: stride, dilationRate: dilation, groups });
    return applySymbolic(layer, padded && !same ? zeroPad(`${name}.pad`, pad)(x) : x);
  };
}

/** `filters` is the input's number of channels unless given, a multiple of it. */
export type DepthwiseConv2dOptions = Omit<Conv2dOptions, 'filters' | 'groups'> & { filters?: number };

/** A convolution of each channel on its own: `conv2d` with as many groups as the input has channels. */
export function depthwiseConv2d(name: string, options: DepthwiseConv2dOptions): Layer {
  return (x) => {
    const [, , channels] = mapShape(x);
    return conv2d(name, { filters: channels, ...options, groups: channels })(x);
  };
}

function zeroPad(name: string, [rows, columns]: readonly [number, number]): Layer {
  const padding: [[number, number], [number, number]] = [
    [rows, rows],
    [columns, columns],
  ];
  return (x) => applySymbolic(tfl.layers.zeroPadding2d({ name, padding }), x);
}

function perSide(value: PerSide): [height: number, width: number] {
  return typeof value === 'number' ? [value, value] : [...value];
}
