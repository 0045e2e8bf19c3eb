import { type ClassifierBuilder, classifierBuilder } from '@convzoo/core';
import { type ResNetOptions, resnet } from './architecture.js';
import type { ResNetName } from './configurations.js';

function builder(name: ResNetName): ClassifierBuilder<ResNetOptions> {
  return classifierBuilder((options) => resnet(name, options));
}

type Builder = ClassifierBuilder<ResNetOptions>;

/** ResNet-18: 8 basic blocks. */
export const resnet18: Builder = builder('resnet18');
/** ResNet-34: 16 basic blocks. */
export const resnet34: Builder = builder('resnet34');
/** ResNet-50: 16 bottlenecks. */
export const resnet50: Builder = builder('resnet50');
/** ResNet-101: 33 bottlenecks. */
export const resnet101: Builder = builder('resnet101');
/** ResNet-152: 50 bottlenecks. */
export const resnet152: Builder = builder('resnet152');
/** ResNet-20 for 32x32 images: 9 basic blocks. */
export const resnet20: Builder = builder('resnet20');
/** ResNet-32 for 32x32 images: 15 basic blocks. */
export const resnet32: Builder = builder('resnet32');
/** ResNet-44 for 32x32 images: 21 basic blocks. */
export const resnet44: Builder = builder('resnet44');
/** ResNet-56 for 32x32 images: 27 basic blocks. */
export const resnet56: Builder = builder('resnet56');
/** ResNet-110 for 32x32 images: 54 basic blocks. */
export const resnet110: Builder = builder('resnet110');
