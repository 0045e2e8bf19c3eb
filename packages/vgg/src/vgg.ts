import {
  type ArchitectureDefinition,
  type ArchitectureOptions,
  type ClassifierBuilder,
  classifierBuilder,
  type TimmModel,
} from '@convzoo/core';
import {
  adaptiveAveragePool,
  batchNorm,
  constant,
  conv2d,
  dense,
  dropout,
  flatten,
  globalAveragePool,
  heNormal,
  type Initialize,
  type Layer,
  maxPool,
  normal,
  relu,
  resolveInputShape,
  scaleChannels,
  sequential,
  tap,
} from '@convzoo/core/layers';
import { stateDictNames } from './state-dict.js';
import { publishedWeights } from './weights.js';

export interface VggOptions extends ArchitectureOptions {
  /**
   * The hidden layers before the head: 'imagenet' is 7x7 maps and twice 4096 units as in the paper;
   * 'cifar' is global average pooling and twice 512 units; 'pool' is global average pooling alone, for
   * weights without dense layers. Default 'imagenet', and 'cifar' for images with a side below 64 pixels.
   */
  neck?: 'imagenet' | 'cifar' | 'pool';
}

/**
 * Columns A, B, D and E of table 1 in Simonyan & Zisserman 2014: for each of the five blocks, the
 * number of channels of its 3x3 convolutions. A 2x2 max pool ends each block.
 */
const configurations = {
  vgg11: [[64], [128], [256, 256], [512, 512], [512, 512]],
  vgg13: [
    [64, 64],
    [128, 128],
    [256, 256],
    [512, 512],
    [512, 512],
  ],
  vgg16: [
    [64, 64],
    [128, 128],
    [256, 256, 256],
    [512, 512, 512],
    [512, 512, 512],
  ],
  vgg19: [
    [64, 64],
    [128, 128],
    [256, 256, 256, 256],
    [512, 512, 512, 512],
    [512, 512, 512, 512],
  ],
} as const;

type VggName = keyof typeof configurations;

/**
 * VGG: stacks of 3x3 convolutions (https://arxiv.org/abs/1409.1556), as torchvision builds it: the batch
 * normalized nets keep the biases of their convolutions.
 */
function vgg(name: VggName, normalized: boolean, options: VggOptions): ArchitectureDefinition {
  // Five poolings by two leave one pixel of 32.
  const inputShape = resolveInputShape(options, { size: 224, minimumSize: 32 });
  const channels = (n: number): number => scaleChannels(n, options.width);
  const fullName = normalized ? (`${name}_bn` as const) : name;
  const { neck = Math.min(inputShape[0], inputShape[1]) < 64 ? 'cifar' : 'imagenet' } = options;
  const blocks = configurations[name].map((block) => block.map(channels));

  const convolution = (id: string, filters: number): Layer =>
    sequential(
      conv2d(`conv${id}`, { filters, kernel: 3, pad: 1 }),
      ...(normalized ? [batchNorm(`bn${id}`)] : []),
      relu(`relu${id}`),
    );
  const pool = (block: number): Layer => maxPool(`pool${block}`, { size: 2, stride: 2 });
  const hidden = (units: number): Layer[] =>
    [6, 7].flatMap((n) => [dense(`fc${n}`, units), relu(`relu${n}`), dropout(`drop${n}`, 0.5)]);

  const necks: Record<NonNullable<VggOptions['neck']>, Layer[]> = {
    imagenet: [adaptiveAveragePool('avgpool', 7), flatten('flatten'), ...hidden(channels(4096))],
    cifar: [globalAveragePool('avgpool'), ...hidden(channels(512))],
    pool: [globalAveragePool('avgpool')],
  };

  return {
    name: fullName,
    family: 'vgg',
    paper: {
      title: 'Very Deep Convolutional Networks for Large-Scale Image Recognition',
      year: 2014,
      url: 'https://arxiv.org/abs/1409.1556',
    },
    details: { neck, batchNorm: normalized },
    inputShape,
    features: sequential(
      ...blocks.flatMap((block, b) => [
        ...(b > 0 ? [pool(b)] : []),
        tap(sequential(...block.map((filters, c) => convolution(`${b + 1}_${c + 1}`, filters)))),
      ]),
    ),
    neck: sequential(pool(5), ...necks[neck]),
    stateDict: stateDictNames(blocks, { normalized, hidden: neck !== 'pool' }),
    // timm pools maps above 7x7 after its hidden layers, so that larger images give other logits.
    ...(neck === 'imagenet' && (options.width ?? 1) === 1 && Math.max(inputShape[0], inputShape[1]) < 256
      ? { timm: timmModel(fullName) }
      : {}),
    initialize,
    weights: publishedWeights[fullName],
  };
}

const timmModel = (name: string): TimmModel => ({
  name,
  options: { neck: 'imagenet' },
  features: 512,
  firstConv: 'features.0',
  classifier: 'head.fc',
});

/** torchvision's: He's for convolutions, N(0, 0.01) for dense layers, biases 0. */
const initialize: Initialize = (weight) => {
  if (weight.layerKind !== 'dense') return heNormal(weight);
  return weight.role === 'bias' ? constant(0) : normal(0.01);
};

type Builder = ClassifierBuilder<VggOptions>;

const builder = (name: VggName, normalized = false): Builder =>
  classifierBuilder((options: VggOptions) => vgg(name, normalized, options), { package: '@convzoo/vgg' });

/** VGG-11, configuration A. */
export const vgg11: Builder = builder('vgg11');
/** VGG-13, configuration B. */
export const vgg13: Builder = builder('vgg13');
/** VGG-16, configuration D. */
export const vgg16: Builder = builder('vgg16');
/** VGG-19, configuration E. */
export const vgg19: Builder = builder('vgg19');
/** VGG-11 with batch normalization. */
export const vgg11_bn: Builder = builder('vgg11', true);
/** VGG-13 with batch normalization. */
export const vgg13_bn: Builder = builder('vgg13', true);
/** VGG-16 with batch normalization. */
export const vgg16_bn: Builder = builder('vgg16', true);
/** VGG-19 with batch normalization. */
export const vgg19_bn: Builder = builder('vgg19', true);
