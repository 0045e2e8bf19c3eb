import {
  type ArchitectureDefinition,
  type ArchitectureOptions,
  type ClassifierBuilder,
  classifierBuilder,
} from '@convzoo/core';
import {
  adaptiveAveragePool,
  conv2d,
  dense,
  dropout,
  flatten,
  type Layer,
  maxPool,
  relu,
  resolveInputShape,
  scaleChannels,
  sequential,
  tap,
  torchDefault,
} from '@convzoo/core/layers';
import { canonicalNames } from './state-dict.js';
import { alexnetWeights } from './weights.js';

/** Smallest side that leaves one pixel after the third pool. */
export const minimumSize = 63;

/**
 * The one-tower AlexNet of "One weird trick for parallelizing convolutional neural networks"
 * (https://arxiv.org/abs/1404.5997), as torchvision builds it: no local response normalization, and
 * dropout before the hidden layers instead of after them.
 */
export const alexnet: ClassifierBuilder = classifierBuilder(architecture, {
  package: '@convzoo/alexnet',
});

function architecture(options: ArchitectureOptions): ArchitectureDefinition {
  const channels = (n: number): number => scaleChannels(n, options.width);
  const pool = (n: number): Layer => maxPool(`pool${n}`, { size: 3, stride: 2 });
  return {
    name: 'alexnet',
    family: 'alexnet',
    paper: {
      title: 'One weird trick for parallelizing convolutional neural networks',
      year: 2014,
      url: 'https://arxiv.org/abs/1404.5997',
    },
    details: { towers: 1 },
    inputShape: resolveInputShape(options, { size: 224, minimumSize }),
    features: sequential(
      conv2d('conv1', { filters: channels(64), kernel: 11, stride: 4, pad: 2 }),
      tap(relu('relu1')),
      pool(1),
      conv2d('conv2', { filters: channels(192), kernel: 5, pad: 2 }),
      tap(relu('relu2')),
      pool(2),
      conv2d('conv3', { filters: channels(384), kernel: 3, pad: 1 }),
      tap(relu('relu3')),
      conv2d('conv4', { filters: channels(256), kernel: 3, pad: 1 }),
      tap(relu('relu4')),
      conv2d('conv5', { filters: channels(256), kernel: 3, pad: 1 }),
      relu('relu5'),
    ),
    neck: sequential(
      pool(5),
      adaptiveAveragePool('avgpool', 6),
      flatten('flatten'),
      dropout('drop6', 0.5),
      dense('fc6', channels(4096)),
      relu('relu6'),
      dropout('drop7', 0.5),
      dense('fc7', channels(4096)),
      relu('relu7'),
    ),
    stateDict: canonicalNames,
    initialize: torchDefault,
    weights: alexnetWeights,
  };
}
