import {
  imagenetPreprocessing,
  imagenetV2Preprocessing,
  type Preprocessing,
  type PublishedWeights,
} from '@convzoo/core';
import { imagenetClasses } from '@convzoo/core/imagenet';
import type { ResNetName } from './configurations.js';

function torchvision(
  file: string,
  preprocessing: Preprocessing,
  top1: number,
  top5: number,
): PublishedWeights {
  return {
    source: { url: `https://download.pytorch.org/models/${file}.pth` },
    sha256: file.slice(file.indexOf('-') + 1),
    classes: imagenetClasses,
    preprocessing,
    accuracy: { dataset: 'ImageNet-1k', top1, top5 },
  };
}

const v1 = imagenetPreprocessing;
const v2 = imagenetV2Preprocessing;

/** torchvision's weights with the accuracy it states. */
export const publishedWeights: Readonly<Partial<Record<ResNetName, Record<string, PublishedWeights>>>> = {
  resnet18: { imagenet1k_v1: torchvision('resnet18-f37072fd', v1, 69.758, 89.078) },
  resnet34: { imagenet1k_v1: torchvision('resnet34-b627a593', v1, 73.314, 91.42) },
  resnet50: {
    imagenet1k_v2: torchvision('resnet50-11ad3fa6', v2, 80.858, 95.434),
    imagenet1k_v1: torchvision('resnet50-0676ba61', v1, 76.13, 92.862),
  },
  resnet101: {
    imagenet1k_v2: torchvision('resnet101-cd907fc2', v2, 81.886, 95.78),
    imagenet1k_v1: torchvision('resnet101-63fe2227', v1, 77.374, 93.546),
  },
  resnet152: {
    imagenet1k_v2: torchvision('resnet152-f82ba261', v2, 82.284, 96.002),
    imagenet1k_v1: torchvision('resnet152-394f9c45', v1, 78.312, 94.046),
  },
};
