import {
  type ArchitectureDefinition,
  type ArchitectureOptions,
  type ClassifierBuilder,
  classifierBuilder,
} from '@convzoo/core';
import {
  batchNorm,
  globalAveragePool,
  maxPool,
  relu,
  resolveInputShape,
  scaleChannels,
  sequential,
  tap,
} from '@convzoo/core/layers';
import { type Block, type BlockStyle, basic, bottleneck, convolution, stage } from './blocks.js';
import { stateDictNames } from './state-dict.js';
import { timmModel } from './timm.js';
import { publishedWeights } from './weights.js';

export interface ResNetOptions extends ArchitectureOptions, Partial<BlockStyle> {
  /**
   * What reads the image: 'imagenet' is a 7x7 convolution and a max pool, each halving the map; 'cifar'
   * is one 3x3 convolution that keeps its size. Default 'imagenet' for 18 to 152, 'cifar' for the others.
   */
  stem?: 'imagenet' | 'cifar';
}

/** One row of a table: which block, how many in each stage, the first stage's channels, and the defaults. */
interface Configuration {
  readonly block: Block;
  readonly blocks: readonly number[];
  readonly filters: number;
  readonly size: number;
  readonly stem: 'imagenet' | 'cifar';
  readonly shortcut: BlockStyle['shortcut'];
}

type ResNetName = keyof typeof configurations;

const imagenet = { filters: 64, size: 224, stem: 'imagenet', shortcut: 'projection' } as const;
const cifar = { block: basic, filters: 16, size: 32, stem: 'cifar', shortcut: 'identity' } as const;

/** Table 1 of He et al. 2015, and section 4.2: CIFAR nets of depth 6n + 2 with three stages of n blocks. */
const configurations = {
  resnet18: { ...imagenet, block: basic, blocks: [2, 2, 2, 2] },
  resnet34: { ...imagenet, block: basic, blocks: [3, 4, 6, 3] },
  resnet50: { ...imagenet, block: bottleneck, blocks: [3, 4, 6, 3] },
  resnet101: { ...imagenet, block: bottleneck, blocks: [3, 4, 23, 3] },
  resnet152: { ...imagenet, block: bottleneck, blocks: [3, 8, 36, 3] },
  resnet20: { ...cifar, blocks: [3, 3, 3] },
  resnet32: { ...cifar, blocks: [5, 5, 5] },
  resnet44: { ...cifar, blocks: [7, 7, 7] },
  resnet56: { ...cifar, blocks: [9, 9, 9] },
  resnet110: { ...cifar, blocks: [18, 18, 18] },
} satisfies Record<string, Configuration>;

/**
 * ResNet (https://arxiv.org/abs/1512.03385). `variant` 'v1' is the paper, 'v1.5' (default) is what
 * torchvision builds, 'v2' is pre-activation (https://arxiv.org/abs/1603.05027).
 */
function resnet(name: ResNetName, options: ResNetOptions): ArchitectureDefinition {
  const { block, blocks, filters, size, ...defaults } = configurations[name];
  const { stem = defaults.stem, variant = 'v1.5', shortcut = defaults.shortcut } = options;
  const { residual = true, zeroInitResidual = false } = options;
  const style: BlockStyle = { variant, shortcut, residual, zeroInitResidual };
  const isV2 = variant === 'v2';
  const channels = (s: number): number => scaleChannels(filters * 2 ** s, options.width);

  return {
    name,
    family: 'resnet',
    paper: isV2 ? papers.v2 : papers.v1,
    details: { variant, stem, shortcut, residual },
    inputShape: resolveInputShape(options, { size }),
    features: sequential(
      stem === 'imagenet'
        ? convolution('conv1', { kernel: 7, filters: channels(0), stride: 2 })
        : convolution('conv1', { kernel: 3, filters: channels(0), stride: 1 }),
      ...(isV2 ? [] : [batchNorm('bn1'), relu('relu')]),
      ...(stem === 'imagenet' ? [maxPool('maxpool', { size: 3, stride: 2, pad: 1 })] : []),
      ...blocks.map((count, s) =>
        tap(stage(`layer${s + 1}`, block, count, channels(s), s === 0 ? 1 : 2, style)),
      ),
      ...(isV2 ? [batchNorm('norm'), relu('relu')] : []),
    ),
    neck: globalAveragePool('avgpool'),
    stateDict: stateDictNames(block, blocks, { ...style, stem }),
    ...timmModel(name, { ...style, stem, width: options.width }),
    weights: publishedWeights(name, { ...style, stem }),
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

type Builder = ClassifierBuilder<ResNetOptions>;

const builder = (name: ResNetName): Builder =>
  classifierBuilder((options: ResNetOptions) => resnet(name, options), { package: '@convzoo/resnet' });

/** ResNet-18: 8 basic blocks. */
export const resnet18: Builder = builder('resnet18');
/** ResNet-34: 16 basic blocks. */
export const resnet34: Builder = builder('resnet34');
/** ResNet-50: 16 bottlenecks. */
export const resnet50: Builder = builder('resnet50');
/** ResNet-101: 33 bottlenecks. */
export const resnet101: Builder = builder('resnet101');
/** ResNet-152: 50 bottlenecks. */
export const resnet152: Builder = builder('resnet152');
/** ResNet-20 for 32x32 images: 9 basic blocks. */
export const resnet20: Builder = builder('resnet20');
/** ResNet-32 for 32x32 images: 15 basic blocks. */
export const resnet32: Builder = builder('resnet32');
/** ResNet-44 for 32x32 images: 21 basic blocks. */
export const resnet44: Builder = builder('resnet44');
/** ResNet-56 for 32x32 images: 27 basic blocks. */
export const resnet56: Builder = builder('resnet56');
/** ResNet-110 for 32x32 images: 54 basic blocks. */
export const resnet110: Builder = builder('resnet110');
