import {
  type Architecture,
  type ArchitectureOptions,
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
  scaleChannels,
  sequential,
  settleInputShape,
} from '@convzoo/core';
import { configurations, type VggName } from './configurations.js';
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

/** Five poolings by two. */
const minimumSize = 32;

/**
 * VGG: stacks of 3x3 convolutions (https://arxiv.org/abs/1409.1556), as torchvision builds it: the batch
 * normalized nets keep the biases of their convolutions.
 */
export function vgg(name: VggName, normalized: boolean, options: VggOptions = {}): Architecture {
  const inputShape = settleInputShape(options, { size: 224, minimumSize });
  const channels = (n: number): number => scaleChannels(n, options.width);
  const fullName = normalized ? (`${name}_bn` as const) : name;
  const { neck = Math.min(inputShape[0], inputShape[1]) < 64 ? 'cifar' : 'imagenet' } = options;
  const blocks = configurations[name].map((block) => block.map(channels));

  const convolution = (id: string, filters: number): Layer[] => [
    conv2d(`conv${id}`, { filters, kernel: 3, pad: 1 }),
    ...(normalized ? [batchNorm(`bn${id}`)] : []),
    relu(`relu${id}`),
  ];
  const pool = (block: number): Layer => maxPool(`pool${block}`, { size: 2, stride: 2 });
  const hidden = (units: number): Layer[] =>
    [6, 7].flatMap((n) => [dense(`fc${n}`, units), relu(`relu${n}`), dropout(`drop${n}`, 0.5)]);

  const necks: Record<NonNullable<VggOptions['neck']>, Layer[]> = {
    imagenet: [adaptiveAveragePool('avgpool', 7), flatten('flatten'), ...hidden(channels(4096))],
    cifar: [globalAveragePool('avgpool'), ...hidden(channels(512))],
    pool: [globalAveragePool('avgpool')],
  };

  return {
    specificationVersion: 'v1',
    name: fullName,
    family: 'vgg',
    paper: {
      title: 'Very Deep Convolutional Networks for Large-Scale Image Recognition',
      year: 2014,
      url: 'https://arxiv.org/abs/1409.1556',
    },
    details: { neck, batchNorm: normalized },
    inputShape,
    minimumSize,
    features: sequential(
      ...blocks.flatMap((block, b) => [
        ...(b > 0 ? [pool(b)] : []),
        ...block.flatMap((filters, c) => convolution(`${b + 1}_${c + 1}`, filters)),
      ]),
    ),
    neck: sequential(pool(5), ...necks[neck]),
    taps: blocks.map((block, b) => `relu${b + 1}_${block.length}`),
    firstConv: 'conv1_1',
    stateDict: stateDictNames(blocks, { normalized, hidden: neck !== 'pool' }),
    initialize,
    weights: publishedWeights[fullName],
  };
}

/** torchvision's: He's for convolutions, N(0, 0.01) for dense layers, biases 0. */
const initialize: Initialize = (weight) => {
  if (weight.layerKind === 'norm') return undefined;
  if (weight.role === 'bias') return constant(0);
  return weight.layerKind === 'conv' ? heNormal(weight) : normal(0.01);
};
