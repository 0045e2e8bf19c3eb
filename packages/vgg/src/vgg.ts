import { type ClassifierBuilder, classifierBuilder } from '@convzoo/core';
import { type VggOptions, vgg } from './architecture.js';

type Builder = ClassifierBuilder<VggOptions>;

/** VGG-11, configuration A. */
export const vgg11: Builder = classifierBuilder((options) => vgg('vgg11', false, options));
/** VGG-13, configuration B. */
export const vgg13: Builder = classifierBuilder((options) => vgg('vgg13', false, options));
/** VGG-16, configuration D. */
export const vgg16: Builder = classifierBuilder((options) => vgg('vgg16', false, options));
/** VGG-19, configuration E. */
export const vgg19: Builder = classifierBuilder((options) => vgg('vgg19', false, options));
/** VGG-11 with batch normalization. */
export const vgg11_bn: Builder = classifierBuilder((options) => vgg('vgg11', true, options));
/** VGG-13 with batch normalization. */
export const vgg13_bn: Builder = classifierBuilder((options) => vgg('vgg13', true, options));
/** VGG-16 with batch normalization. */
export const vgg16_bn: Builder = classifierBuilder((options) => vgg('vgg16', true, options));
/** VGG-19 with batch normalization. */
export const vgg19_bn: Builder = classifierBuilder((options) => vgg('vgg19', true, options));
