import type { ArchitectureDefinition } from '@convzoo/core';
import type { BlockStyle } from './blocks.js';

/** Channels of the last map, of the networks that timm has. */
const features: Readonly<Record<string, number>> = {
  resnet18: 512,
  resnet34: 512,
  resnet50: 2048,
  resnet101: 2048,
  resnet152: 2048,
};

/**
 * timm has the nets for ImageNet in full width: as `resnet*` with the strides of v1.5, which v1 shares where
 * no block is a bottleneck, and as `resnetv2_*`.
 */
export function timmModel(
  name: string,
  { variant, shortcut, residual, stem, width = 1 }: BlockStyle & { stem: string; width: number | undefined },
): Pick<ArchitectureDefinition, 'timm'> {
  const last = features[name];
  const isThere =
    last !== undefined && width === 1 && residual && shortcut === 'projection' && stem === 'imagenet';
  if (!isThere || (variant === 'v1' && last === 2048)) return {};
  return variant === 'v2'
    ? {
        timm: {
          name: name.replace('resnet', 'resnetv2_'),
          options: { variant },
          features: last,
          firstConv: 'stem.conv',
          classifier: 'head.fc',
          convolutional: true,
        },
      }
    : { timm: { name, features: last, firstConv: 'conv1', classifier: 'fc' } };
}
