import '@tensorflow/tfjs-backend-cpu';
import { type ClassifierBuilder, multiClassHead, type StateDict } from '@convzoo/core';
import { closedFormWeights } from '@convzoo/core/testing';
import { countClasses } from '@convzoo/weights';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { type ResNetOptions, resnet18, resnet20, resnet50 } from './index.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const imagenet = { width: 0.0625, inputShape: [32, 32] } as const;
const cifar = { width: 0.125 } as const;

/** Another project's name of a key of ours. */
type Rename = (key: string) => string;

/** timm's ResNet has torchvision's names, and names of its own before activation, which are ours too. */
const timm: Rename = (key) => key;

const transformers: Rename = (key) =>
  key
    .replace(/^conv1\./, 'resnet.embedder.embedder.convolution.')
    .replace(/^bn1\./, 'resnet.embedder.embedder.normalization.')
    .replace(/^layer(\d)\.(\d+)\./, (_, s, b) => `resnet.encoder.stages.${s - 1}.layers.${b}.`)
    .replace(/\.downsample\.0\./, '.shortcut.convolution.')
    .replace(/\.downsample\.1\./, '.shortcut.normalization.')
    .replace(/\.conv(\d)\./, (_, i) => `.layer.${i - 1}.convolution.`)
    .replace(/\.bn(\d)\./, (_, i) => `.layer.${i - 1}.normalization.`)
    .replace(/^fc\./, 'classifier.1.');

/** transformers' `ResNetModel`, which has no head, leaves the prefix out. */
const bareTransformers: Rename = (key) => transformers(key).replace(/^resnet\./, '');

/** Keeps torchvision's names. */
const chenyaofo: Rename = (key) => key;

/** kuangliu's and akamaster's nets share their names; akamaster's files put `module.` before them. */
const kuangliu: Rename = (key) => key.replace('downsample', 'shortcut').replace(/^fc/, 'linear');

type Case = [
  name: string,
  build: ClassifierBuilder<ResNetOptions>,
  options: ResNetOptions,
  rename: Rename,
  spelling: string,
];

const cases: Case[] = [
  ['timm ResNet-50', resnet50, imagenet, timm, 'layer1.0.downsample.1.running_var'],
  [
    'timm pre-activation ResNet-50',
    resnet50,
    { ...imagenet, variant: 'v2' },
    timm,
    'stages.0.blocks.0.downsample.conv.weight',
  ],
  [
    'transformers ResNet-50',
    resnet50,
    imagenet,
    transformers,
    'resnet.encoder.stages.3.layers.0.layer.2.normalization.running_mean',
  ],
  [
    'transformers ResNet-18',
    resnet18,
    imagenet,
    transformers,
    'resnet.encoder.stages.1.layers.0.shortcut.convolution.weight',
  ],
  [
    'transformers ResNet-18 without head',
    resnet18,
    imagenet,
    bareTransformers,
    'embedder.embedder.normalization.weight',
  ],
  [
    'chenyaofo ResNet-20',
    resnet20,
    { ...cifar, shortcut: 'projection' },
    chenyaofo,
    'layer2.0.downsample.0.weight',
  ],
  ['akamaster ResNet-20, option A', resnet20, cifar, kuangliu, 'linear.weight'],
  [
    'akamaster ResNet-20, option B',
    resnet20,
    { ...cifar, shortcut: 'projection' },
    kuangliu,
    'layer3.0.shortcut.1.running_var',
  ],
  ['kuangliu ResNet-18', resnet18, { ...imagenet, stem: 'cifar' }, kuangliu, 'layer2.0.shortcut.0.weight'],
  ['kuangliu ResNet-50', resnet50, { ...imagenet, stem: 'cifar' }, kuangliu, 'layer1.0.shortcut.0.weight'],
];

describe('other projects’ checkpoints', () => {
  test.each(cases)('%s', async (_, build, options, rename, spelling) => {
    const fresh = build({ ...options, head: multiClassHead(7) });
    const weights = closedFormWeights(await fresh.stateDict());
    fresh.dispose();
    const given: StateDict = new Map([...weights].map(([key, tensor]) => [rename(key), tensor]));
    expect([...given.keys()]).toContain(spelling);
    expect(countClasses(build.architecture(options), given)).toBe(7);

    const classifier = build({ ...options, head: multiClassHead(7), weights: given });
    expect(await classifier.stateDict()).toEqual(weights);
    classifier.dispose();

    const backbone = build({ ...options, head: multiClassHead(3), backbone: given });
    const firstNorm = options.variant === 'v2' ? 'stages.0.blocks.0.norm1' : 'bn1';
    expect((await backbone.stateDict()).get(`${firstNorm}.bias`)).toEqual(weights.get(`${firstNorm}.bias`));
    backbone.dispose();
  });
});
