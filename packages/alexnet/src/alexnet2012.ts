import {
  type Architecture,
  type ArchitectureOptions,
  adaptiveAveragePool,
  type ClassifierBuilder,
  classifierBuilder,
  constant,
  conv2d,
  dense,
  dropout,
  flatten,
  type Initialize,
  type Layer,
  localResponseNorm,
  maxPool,
  normal,
  relu,
  scaleChannels,
  sequential,
  settleInputShape,
} from '@convzoo/core';
import { minimumSize } from './alexnet.js';
import { canonicalNames } from './state-dict.js';

/**
 * The net that won ILSVRC 2012 (Krizhevsky, Sutskever & Hinton, "ImageNet Classification with Deep
 * Convolutional Neural Networks"): two towers of channels, which are groups here, that meet in conv3 and
 * in the dense layers, and local response normalization. Other sizes than 224 are pooled to the 6x6 maps
 * that the dense layers expect, which the paper's net does not do.
 */
export const alexnet2012: ClassifierBuilder = classifierBuilder(architecture);

function architecture(options: ArchitectureOptions = {}): Architecture {
  // Both towers get the same number of channels.
  const channels = (n: number): number => 2 * scaleChannels(n / 2, options.width);
  const pool = (n: number): Layer => maxPool(`pool${n}`, { size: 3, stride: 2 });
  const norm = (n: number): Layer =>
    localResponseNorm(`norm${n}`, { radius: 2, bias: 2, alpha: 1e-4, beta: 0.75 });
  return {
    specificationVersion: 'v1',
    name: 'alexnet2012',
    family: 'alexnet',
    paper: {
      title: 'ImageNet Classification with Deep Convolutional Neural Networks',
      year: 2012,
      url: 'https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks',
    },
    details: { towers: 2 },
    inputShape: settleInputShape(options, { size: 224, minimumSize }),
    minimumSize,
    features: sequential(
      conv2d('conv1', { filters: channels(96), kernel: 11, stride: 4, pad: 2 }),
      relu('relu1'),
      norm(1),
      pool(1),
      conv2d('conv2', { filters: channels(256), kernel: 5, pad: 2, groups: 2 }),
      relu('relu2'),
      norm(2),
      pool(2),
      conv2d('conv3', { filters: channels(384), kernel: 3, pad: 1 }),
      relu('relu3'),
      conv2d('conv4', { filters: channels(384), kernel: 3, pad: 1, groups: 2 }),
      relu('relu4'),
      conv2d('conv5', { filters: channels(256), kernel: 3, pad: 1, groups: 2 }),
      relu('relu5'),
    ),
    neck: sequential(
      pool(5),
      adaptiveAveragePool('avgpool', 6),
      flatten('flatten'),
      dense('fc6', channels(4096)),
      relu('relu6'),
      dropout('drop6', 0.5),
      dense('fc7', channels(4096)),
      relu('relu7'),
      dropout('drop7', 0.5),
    ),
    taps: ['relu1', 'relu2', 'relu3', 'relu4', 'relu5'],
    firstConv: 'conv1',
    stateDict: canonicalNames,
    initialize,
    weights: {},
  };
}

/** Section 5 of the paper: N(0, 0.01), and biases of 1 where a ReLU should see positive values early. */
const biasedToOne = new Set(['conv2', 'conv4', 'conv5', 'fc6', 'fc7']);
const initialize: Initialize = ({ layer, role }) =>
  role === 'bias' ? constant(biasedToOne.has(layer) ? 1 : 0) : normal(0.01);
