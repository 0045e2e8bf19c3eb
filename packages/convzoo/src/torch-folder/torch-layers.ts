import type { ImageClassifier } from '@convzoo/core';
import { ConvzooError } from '@convzoo/core/errors';

/** A layer as torch/network.py builds it: a module of `torch.nn`, or one of the few of its own, and what it reads. */
export interface TorchLayer {
  /** The module's name in the state dict, or any name where the module has no weights. */
  readonly name: string;
  readonly module: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Names of the layers whose outputs it reads; `image` is the network's input. */
  readonly inputs: readonly string[];
}

/** What a tf.layers config says of one layer. */
interface LayerConfig {
  readonly name: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inboundNodes: readonly (readonly (readonly [name: string, ...rest: unknown[]])[])[];
}

type Module = Pick<TorchLayer, 'module' | 'args'>;

/** A layer's config, and the shapes that it maps between: [height, width, channels] or [units]. */
interface Source {
  readonly config: Readonly<Record<string, unknown>>;
  readonly input: readonly (number | null)[];
}

/**
 * The network of a classifier, up to its logits, as PyTorch modules in the order of computation. PyTorch's tensors are
 * [batch, channels, height, width].
 *
 * @throws ConvzooError `invalid-model` for a layer that has no counterpart, such as one of somebody else's
 */
export function torchLayers({ model, architecture, summary }: ImageClassifier): TorchLayer[] {
  const { layers } = model.getConfig() as unknown as { layers: readonly LayerConfig[] };
  const image = model.inputNames[0]!;
  const shapes = new Map(summary().map(({ name, outputShape }) => [name, outputShape]));
  const nameOf = (layer: string): string => {
    if (layer === image) return 'image';
    return model.getLayer(layer).weights.length > 0 ? architecture.stateDict.module(layer) : layer;
  };
  return layers.flatMap(({ name, className, config, inboundNodes }) => {
    if (className === 'InputLayer') return [];
    const make = Object.hasOwn(modules, className) ? modules[className] : undefined;
    const [node, ...others] = inboundNodes;
    const inputs = (node ?? []).map(([input]) => input);
    const input = inputs[0] === image ? architecture.inputShape : shapes.get(inputs[0] ?? '');
    const made = input && others.length === 0 ? make?.({ config, input }) : undefined;
    if (made === undefined) throw withoutCounterpart(name, className);
    return [{ name: nameOf(name), ...made, inputs: inputs.map(nameOf) }];
  });
}

function withoutCounterpart(name: string, className: string): ConvzooError {
  return new ConvzooError('invalid-model', {
    subject: `layer ${name}`,
    expected: `a layer that PyTorch has: ${Object.keys(modules).join(', ')}`,
    found: className,
  });
}

/** PyTorch's modules, by the class names of tf.layers. Undefined where a layer is used in a way that they lack. */
const modules: Readonly<Record<string, (source: Source) => Module | undefined>> = {
  Conv2D: ({ config, input }) => convolution(config, input, 1, 1),
  GroupedConv2d: ({ config, input }) =>
    convolution(config, input, Number(config.groups), Number(config.dilationRate)),
  ZeroPadding2D: ({ config }) => {
    const [[top, bottom], [left, right]] = config.padding as [[number, number], [number, number]];
    return { module: 'ZeroPad2d', args: { padding: [left, right, top, bottom] } };
  },
  BatchNorm: ({ config, input }) => ({
    module: 'BatchNorm2d',
    args: { num_features: input[2], eps: config.epsilon, momentum: 1 - Number(config.decay) },
  }),
  LayerNorm: ({ config, input }) => ({
    module: 'LayerNorm',
    args: { normalized_shape: input.at(-1), eps: config.epsilon },
  }),
  LocalResponseNorm: ({ config }) => {
    // PyTorch divides alpha by the window's width, Krizhevsky et al. do not.
    const size = 2 * Number(config.radius) + 1;
    const args = { size, alpha: size * Number(config.alpha), beta: config.beta, k: config.bias };
    return { module: 'LocalResponseNorm', args };
  },
  ReLU: () => ({ module: 'ReLU', args: {} }),
  PointwiseActivation: ({ config }) => {
    const module = activations.get(String(config.activation));
    return module === undefined ? undefined : { module, args: {} };
  },
  MaxPooling2D: ({ config }) => ({
    module: 'MaxPool2d',
    args: { kernel_size: config.poolSize, stride: config.strides },
  }),
  AveragePooling2D: ({ config }) => ({
    module: 'AvgPool2d',
    args: { kernel_size: config.poolSize, stride: config.strides },
  }),
  Pool2d: ({ config: { kind, size, stride, pad, ceilMode, countIncludePad } }) => {
    const args = { kernel_size: size, stride, padding: pad, ceil_mode: ceilMode };
    return kind === 'max'
      ? { module: 'MaxPool2d', args }
      : { module: 'AvgPool2d', args: { ...args, count_include_pad: countIncludePad } };
  },
  AdaptiveAveragePool: ({ config }) => ({
    module: 'AdaptiveAvgPool2d',
    args: { output_size: config.size },
  }),
  GlobalAveragePooling2D: () => ({ module: 'GlobalAveragePool', args: {} }),
  SubsampleAndPadChannels: ({ config, input }) => ({
    module: 'SubsampleAndPadChannels',
    args: { stride: config.stride, missing: Number(config.channels) - (input[2] ?? 0) },
  }),
  Dense: ({ config, input }) =>
    config.activation === undefined || config.activation === 'linear'
      ? { module: 'Linear', args: { in_features: input[0], out_features: config.units } }
      : undefined,
  // Channels come first already.
  Permute: ({ config }) => (String(config.dims) === '3,1,2' ? { module: 'Identity', args: {} } : undefined),
  Flatten: () => ({ module: 'Flatten', args: {} }),
  Reshape: ({ config }) => {
    const [height, width, channels] = config.targetShape as number[];
    const args = { dim: 1, unflattened_size: [channels, 1, 1] };
    return height === 1 && width === 1 ? { module: 'Unflatten', args } : undefined;
  },
  SeededDropout: ({ config }) => ({
    module: config.perImage === true ? 'StochasticDepth' : 'Dropout',
    args: { p: config.rate },
  }),
  LayerScale: ({ input }) => ({ module: 'LayerScale', args: { channels: input.at(-1) } }),
  Add: () => ({ module: 'Add', args: {} }),
  Multiply: () => ({ module: 'Multiply', args: {} }),
  Concatenate: ({ config, input }) =>
    Number(config.axis) === -1 || Number(config.axis) === input.length
      ? { module: 'Concatenate', args: {} }
      : undefined,
};

const activations: ReadonlyMap<string, string> = new Map([
  ['relu6', 'ReLU6'],
  ['sigmoid', 'Sigmoid'],
  ['silu', 'SiLU'],
  ['gelu', 'GELU'],
  ['hardSigmoid', 'Hardsigmoid'],
  ['hardSwish', 'Hardswish'],
]);

function convolution(
  { filters, kernelSize, strides, padding, useBias }: Source['config'],
  input: Source['input'],
  groups: number,
  dilation: number,
): Module {
  const kernel = kernelSize as number[];
  return {
    module: 'Conv2d',
    args: {
      in_channels: input[2],
      out_channels: filters,
      kernel_size: kernel,
      stride: strides,
      // 'same' is only used where it pads alike on both sides.
      padding: padding === 'same' ? kernel.map((size) => (size - 1) / 2) : 0,
      dilation,
      groups,
      bias: useBias,
    },
  };
}
