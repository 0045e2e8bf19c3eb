import type { PublishedWeights } from '@convzoo/core';
import { imagenetClasses } from '@convzoo/core/imagenet';
import {
  imagenetPreprocessing,
  imagenetV2Preprocessing,
  type Preprocessing,
  timmPreprocessing,
} from '@convzoo/core/preprocess';
import type { BlockStyle } from './blocks.js';

type ByTag = Readonly<Record<string, PublishedWeights>>;
type Published = Readonly<Record<string, ByTag>>;

/** Published weights of a network, which exist for the nets as torchvision and timm build them. */
export function publishedWeights(
  name: string,
  { variant, shortcut, residual, stem }: BlockStyle & { stem: string },
): ByTag {
  if (variant === 'v1' || shortcut !== 'projection' || !residual || stem !== 'imagenet') return {};
  return (variant === 'v2' ? preActivation : postActivation)[name] ?? {};
}

/** torchvision's weights with the accuracy it states; the file's name ends with the start of its hash. */
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

/** timm's weights with the accuracy that its results/results-imagenet.csv states at 224 pixels. */
function timm(name: string, cropRatio: number, top1: number, top5: number): PublishedWeights {
  return {
    source: { repository: `timm/${name}`, file: 'model.safetensors' },
    classes: imagenetClasses,
    preprocessing: timmPreprocessing(224, cropRatio),
    accuracy: { dataset: 'ImageNet-1k', top1, top5 },
  };
}

const v1 = imagenetPreprocessing;
const v2 = imagenetV2Preprocessing;

const postActivation: Published = {
  resnet18: {
    a1_in1k: timm('resnet18.a1_in1k', 0.95, 71.504, 90.086),
    imagenet1k_v1: torchvision('resnet18-f37072fd', v1, 69.758, 89.078),
  },
  resnet34: {
    a1_in1k: timm('resnet34.a1_in1k', 0.95, 76.42, 92.896),
    imagenet1k_v1: torchvision('resnet34-b627a593', v1, 73.314, 91.42),
  },
  resnet50: {
    imagenet1k_v2: torchvision('resnet50-11ad3fa6', v2, 80.858, 95.434),
    a1_in1k: timm('resnet50.a1_in1k', 0.95, 80.382, 94.598),
    imagenet1k_v1: torchvision('resnet50-0676ba61', v1, 76.13, 92.862),
  },
  resnet101: {
    imagenet1k_v2: torchvision('resnet101-cd907fc2', v2, 81.886, 95.78),
    a1_in1k: timm('resnet101.a1_in1k', 0.95, 81.494, 95.164),
    imagenet1k_v1: torchvision('resnet101-63fe2227', v1, 77.374, 93.546),
  },
  resnet152: {
    imagenet1k_v2: torchvision('resnet152-f82ba261', v2, 82.284, 96.002),
    a1_in1k: timm('resnet152.a1_in1k', 0.95, 81.998, 95.294),
    imagenet1k_v1: torchvision('resnet152-394f9c45', v1, 78.312, 94.046),
  },
};

/** Weights of the pre-activation nets. */
const preActivation: Published = {
  resnet18: { ra4_e3600_r224_in1k: timm('resnetv2_18.ra4_e3600_r224_in1k', 0.9, 73.572, 91.356) },
  resnet34: { ra4_e3600_r224_in1k: timm('resnetv2_34.ra4_e3600_r224_in1k', 0.9, 77.626, 93.518) },
  resnet50: { a1h_in1k: timm('resnetv2_50.a1h_in1k', 0.95, 80.41, 95.082) },
  resnet101: { a1h_in1k: timm('resnetv2_101.a1h_in1k', 0.95, 82.042, 95.866) },
};
