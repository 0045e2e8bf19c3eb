import {
  type Architecture,
  type ArchitectureOptions,
  batchNorm,
  constant,
  globalAveragePool,
  heNormal,
  type Initialize,
  type Layer,
  maxPool,
  relu,
  scaleChannels,
  sequential,
  settleInputShape,
  torchDefault,
} from '@convzoo/core';
import { type Block, type BlockStyle, convolution, residualBlock } from './blocks.js';
import { configurations, type ResNetName } from './configurations.js';
import { stateDictNames } from './state-dict.js';
import { publishedWeights, publishedWeightsV2 } from './weights.js';

export interface ResNetOptions extends ArchitectureOptions, Partial<BlockStyle> {
  /**
   * What reads the image: 'imagenet' is a 7x7 convolution and a max pool, each halving the map; 'cifar'
   * is one 3x3 convolution that keeps its size. Default 'imagenet' for 18 to 152, 'cifar' for the others.
   */
  stem?: 'imagenet' | 'cifar';
  /** Starts each residual branch at zero (https://arxiv.org/abs/1706.02677). Default false. */
  zeroInitResidual?: boolean;
}

/**
 * ResNet (https://arxiv.org/abs/1512.03385). `variant` 'v1' is the paper, 'v1.5' (default) is what
 * torchvision builds, 'v2' is pre-activation (https://arxiv.org/abs/1603.05027).
 */
export function resnet(name: ResNetName, options: ResNetOptions = {}): Architecture {
  const configuration = configurations[name];
  const { block, blocks, filters, defaults } = configuration;
  const {
    stem,
    variant = 'v1.5',
    shortcut,
    residual = true,
    zeroInitResidual = false,
  } = { ...defaults, ...options };
  const style = { variant, shortcut, residual };
  const channels = (n: number): number => scaleChannels(n, options.width);
  const stages = blocks.map((count, s) =>
    stage(`layer${s + 1}`, block, count, channels(filters * 2 ** s), s === 0 ? 1 : 2, style),
  );
  const norm = (layer: string): Layer => sequential(batchNorm(layer), relu('relu'));

  return {
    specificationVersion: 'v1',
    name,
    family: 'resnet',
    paper: variant === 'v2' ? papers.v2 : papers.v1,
    details: { variant, stem, shortcut, residual },
    inputShape: settleInputShape(options, { size: defaults.stem === 'cifar' ? 32 : 224, minimumSize: 1 }),
    minimumSize: 1,
    features: sequential(
      stem === 'imagenet'
        ? convolution('conv1', { kernel: 7, filters: channels(filters), stride: 2 })
        : convolution('conv1', { kernel: 3, filters: channels(filters), stride: 1 }),
      ...(variant === 'v2' ? [] : [norm('bn1')]),
      ...(stem === 'imagenet' ? [maxPool('maxpool', { size: 3, stride: 2, pad: 1 })] : []),
      ...stages,
      ...(variant === 'v2' ? [norm('norm')] : []),
    ),
    neck: globalAveragePool('avgpool'),
    taps: taps(block, blocks, style),
    firstConv: 'conv1',
    stateDict: stateDictNames(configuration, { ...style, stem }),
    initialize: initialize(block, style, zeroInitResidual),
    weights: published(name, style, stem),
  };
}

const papers = {
  v1: {
    title: 'Deep Residual Learning for Image Recognition',
    year: 2015,
    url: 'https://arxiv.org/abs/1512.03385',
  },
  v2: {
    title: 'Identity Mappings in Deep Residual Networks',
    year: 2016,
    url: 'https://arxiv.org/abs/1603.05027',
  },
} as const;

/** Blocks of equal size; the first one changes the map's. */
function stage(
  name: string,
  block: Block,
  count: number,
  filters: number,
  stride: number,
  style: BlockStyle,
): Layer {
  return sequential(
    ...Array.from({ length: count }, (_, b) =>
      residualBlock(`${name}.${b}`, block, filters, b === 0 ? stride : 1, style),
    ),
  );
}

/** The last layer of each stage; in v2 the last stage ends with the norm and ReLU after it. */
function taps(block: Block, blocks: readonly number[], { variant, residual }: BlockStyle): string[] {
  const ends = blocks.map((count, s) => `layer${s + 1}.${count - 1}`);
  if (variant !== 'v2') return ends.map((end) => `${end}.relu`);
  const last = residual ? 'add' : `conv${block.convolutions(1, 1, variant).length}`;
  return [...ends.slice(0, -1).map((end) => `${end}.${last}`), 'relu'];
}

/** torchvision's: He's over outputs for convolutions, PyTorch's default for the dense layer. */
function initialize({ convolutions }: Block, { variant }: BlockStyle, zeroInitResidual: boolean): Initialize {
  const count = convolutions(1, 1, variant).length;
  const endOfBranch = new RegExp(`^layer.*\\.${variant === 'v2' ? 'conv' : 'bn'}${count}$`);
  return (weight) => {
    const scales = weight.role === 'kernel' || weight.role === 'gamma';
    if (zeroInitResidual && scales && endOfBranch.test(weight.layer)) return constant(0);
    if (weight.layerKind === 'norm') return undefined;
    return weight.layerKind === 'conv' ? heNormal(weight) : torchDefault(weight);
  };
}

/** Weights exist for the nets as torchvision and timm build them. */
function published(
  name: ResNetName,
  { variant, shortcut, residual }: BlockStyle,
  stem: string,
): Architecture['weights'] {
  if (variant === 'v1' || shortcut !== 'projection' || !residual || stem !== 'imagenet') return {};
  return (variant === 'v2' ? publishedWeightsV2 : publishedWeights)[name] ?? {};
}
