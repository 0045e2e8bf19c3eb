import type { StateDictNames } from '@convzoo/core';
import { type Block, type BlockStyle, bottleneck } from './blocks.js';
import { kerasNetwork } from './keras.js';

/** torchvision's names, and timm's for the pre-activation nets that torchvision lacks. */
export function stateDictNames(
  block: Block,
  blocks: readonly number[],
  { variant, shortcut, residual, stem }: BlockStyle & { stem: string },
): StateDictNames {
  const isInKeras = block === bottleneck && shortcut === 'projection' && residual && stem === 'imagenet';
  return {
    ...(variant === 'v2' ? { module: timmModule } : { module: torchvisionModule, canonicalKey }),
    ...(isInKeras ? { keras: () => kerasNetwork(blocks, variant) } : {}),
  };
}

/** Layers have torchvision's names, but for the one that all architectures call `logits`. */
function torchvisionModule(layer: string): string {
  return layer.replace(/^logits$/, 'fc');
}

/** timm counts stages from 0. */
function timmModule(layer: string): string {
  return layer
    .replace(/^conv1$/, 'stem.conv')
    .replace(/^layer(\d+)\.(\d+)\./, (_, s: string, b: string) => `stages.${Number(s) - 1}.blocks.${b}.`)
    .replace(/^logits$/, 'head.fc');
}

/** Other projects: CIFAR nets name the shortcut and the dense layer differently, transformers all of it. */
function canonicalKey(key: string): string {
  return key
    .replace(/^linear\./, 'fc.')
    .replace(/\.shortcut\.(\d)\./, '.downsample.$1.')
    .replace(/^(?:resnet\.)?embedder\.embedder\.convolution\./, 'conv1.')
    .replace(/^(?:resnet\.)?embedder\.embedder\.normalization\./, 'bn1.')
    .replace(
      /^(?:resnet\.)?encoder\.stages\.(\d+)\.layers\./,
      (_, stage: string) => `layer${Number(stage) + 1}.`,
    )
    .replace(/\.layer\.(\d)\.convolution\./, (_, i: string) => `.conv${Number(i) + 1}.`)
    .replace(/\.layer\.(\d)\.normalization\./, (_, i: string) => `.bn${Number(i) + 1}.`)
    .replace(/\.shortcut\.convolution\./, '.downsample.0.')
    .replace(/\.shortcut\.normalization\./, '.downsample.1.')
    .replace(/^classifier\.1\./, 'fc.');
}
