import type { PublishedWeights } from '@convzoo/core';
import { imagenetClasses } from '@convzoo/core/imagenet';
import { imagenetPreprocessing } from '@convzoo/core/preprocess';

function torchvision(
  name: string,
  hash: string,
  top1: number,
  top5: number,
): Record<string, PublishedWeights> {
  return {
    imagenet1k_v1: {
      source: { url: `https://download.pytorch.org/models/${name}-${hash}.pth` },
      sha256: hash,
      classes: imagenetClasses,
      preprocessing: imagenetPreprocessing,
      accuracy: { dataset: 'ImageNet-1k', top1, top5 },
    },
  };
}

type VggFullName = `vgg${11 | 13 | 16 | 19}${'' | '_bn'}`;

/** torchvision's weights with the accuracy it states. */
export const publishedWeights: Readonly<Record<VggFullName, Record<string, PublishedWeights>>> = {
  vgg11: torchvision('vgg11', '8a719046', 69.02, 88.628),
  vgg11_bn: torchvision('vgg11_bn', '6002323d', 70.37, 89.81),
  vgg13: torchvision('vgg13', '19584684', 69.928, 89.246),
  vgg13_bn: torchvision('vgg13_bn', 'abd245e5', 71.586, 90.374),
  vgg16: torchvision('vgg16', '397923af', 71.592, 90.382),
  vgg16_bn: torchvision('vgg16_bn', '6c64b313', 73.36, 91.516),
  vgg19: torchvision('vgg19', 'dcbb9e9d', 72.376, 90.876),
  vgg19_bn: torchvision('vgg19_bn', 'c79401a0', 74.218, 91.842),
};
