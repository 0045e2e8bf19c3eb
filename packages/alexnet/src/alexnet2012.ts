import {
  type ArchitectureDefinition,
  type ArchitectureOptions,
  type ClassifierBuilder,
  classifierBuilder,
} from '@convzoo/core';
import {
  adaptiveAveragePool,
  constant,
  conv2d,
  dense,
  dropout,
  flatten,
  type Initialize,
  initialized,
  type Layer,
  localResponseNorm,
  maxPool,
  normal,
  relu,
  resolveInputShape,
  scaleChannels,
  sequential,
  tap,
} from '@convzoo/core/layers';
import { minimumSize } from './alexnet.js';
import { canonicalNames } from './state-dict.js';

/**
 * The net that won ILSVRC 2012 (Krizhevsky, Sutskever & Hinton, "ImageNet Classification with Deep
 * Convolutional Neural Networks"): two towers of channels, which are groups here, that meet in conv3 and
 * in the dense layers, and local response normalization. Other sizes than 224 are pooled to the 6x6 maps
 * that the dense layers expect, which the paper's net does not do.
 */
export const alexnet2012: ClassifierBuilder = classifierBuilder(architecture, {
  package: '@convzoo/alexnet',
});

function architecture(options: ArchitectureOptions): ArchitectureDefinition {
  // Both towers get the same number of channels.
  const channels = (n: number): number => 2 * scaleChannels(n / 2, options.width);
  const pool = (n: number): Layer => maxPool(`pool${n}`, { size: 3, stride: 2 });
  const norm = (n: number): Layer =>
    localResponseNorm(`norm${n}`, { radius: 2, bias: 2, alpha: 1e-4, beta: 0.75 });
  return {
    name: 'alexnet2012',
    family: 'alexnet',
    paper: {
      title: 'ImageNet Classification with Deep Convolutional Neural Networks',
      year: 2012,
      url: 'https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks',
    },
    details: { towers: 2 },
    inputShape: resolveInputShape(options, { size: 224, minimumSize }),
    features: sequential(
      conv2d('conv1', { filters: channels(96), kernel: 11, stride: 4, pad: 2 }),
      tap(relu('relu1')),
      norm(1),
      pool(1),
      positive(conv2d('conv2', { filters: channels(256), kernel: 5, pad: 2, groups: 2 })),
      tap(relu('relu2')),
      norm(2),
      pool(2),
      conv2d('conv3', { filters: channels(384), kernel: 3, pad: 1 }),
      tap(relu('relu3')),
      positive(conv2d('conv4', { filters: channels(384), kernel: 3, pad: 1, groups: 2 })),
      tap(relu('relu4')),
      positive(conv2d('conv5', { filters: channels(256), kernel: 3, pad: 1, groups: 2 })),
      relu('relu5'),
    ),
    neck: sequential(
      pool(5),
      adaptiveAveragePool('avgpool', 6),
      flatten('flatten'),
      positive(dense('fc6', channels(4096))),
      relu('relu6'),
      dropout('drop6', 0.5),
      positive(dense('fc7', channels(4096))),
      relu('relu7'),
      dropout('drop7', 0.5),
    ),
    stateDict: canonicalNames,
    initialize,
  };
}

/** Section 5 of the paper: weights are N(0, 0.01), biases 0. */
const initialize: Initialize = ({ role }) => (role === 'bias' ? constant(0) : normal(0.01));

/** Section 5 of the paper: a bias of 1 gives the ReLU positive inputs early in training. */
const positive = (layer: Layer): Layer =>
  initialized(layer, ({ role }) => (role === 'bias' ? constant(1) : undefined));
