import type { PublishedWeights } from '@convzoo/core';
import { imagenetClasses } from '@convzoo/core/imagenet';
import { imagenetPreprocessing } from '@convzoo/core/preprocess';

/** torchvision's weights with the accuracy it states. */
export const alexnetWeights: Readonly<Record<string, PublishedWeights>> = {
  imagenet1k_v1: {
    source: { url: 'https://download.pytorch.org/models/alexnet-owt-7be5be79.pth' },
    sha256: '7be5be79',
    classes: imagenetClasses,
    preprocessing: imagenetPreprocessing,
    accuracy: { dataset: 'ImageNet-1k', top1: 56.522, top5: 79.066 },
  },
};
