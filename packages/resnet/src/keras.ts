import { ConvzooError, type KerasLayer, type KerasNetwork } from '@convzoo/core';
import { kerasCaffePreprocessing } from '@convzoo/core/preprocess';
import type { Variant } from './blocks.js';

/**
 * `ResNet50`, `ResNet101` and `ResNet152` of Keras Applications: bottlenecks that stride as the paper's, with
 * biases in their convolutions. Throws `weights-mismatch` for other variants: Keras's `ResNet50V2` and its
 * kin stride in the last block of a stage, where none of ours does.
 */
export function kerasNetwork(blocks: readonly number[], variant: Variant): KerasNetwork {
  if (variant !== 'v1') {
    throw new ConvzooError('weights-mismatch', {
      subject: 'Keras weights',
      expected: "variant 'v1', the only one that Keras's ResNet has too",
      found: `variant '${variant}'`,
      remedy: "Build the model with variant 'v1'; weights of Keras's ResNetV2 fit none.",
    });
  }
  return {
    layers: new Map([
      ['conv1_conv', { kind: 'conv2d', layer: 'conv1' }],
      ['conv1_bn', { kind: 'batch_normalization', layer: 'bn1' }],
      ...blocks.flatMap((count, s) =>
        Array.from({ length: count }, (_, b) =>
          blockLayers(`conv${s + 2}_block${b + 1}`, `layer${s + 1}.${b}`, b === 0),
        ).flat(),
      ),
      ['predictions', { kind: 'dense', layer: 'logits' }],
    ]),
    normAfter: (convolution) => convolution.replace(/_conv$/, '_bn'),
    epsilon: 1.001e-5,
    preprocessing: kerasCaffePreprocessing,
  };
}

/** Keras lists the projection, number 0, before the third convolution, which is as deep. */
function blockLayers(
  theirs: string,
  ours: string,
  projects: boolean,
): (readonly [name: string, layer: KerasLayer])[] {
  return [1, 2, ...(projects ? [0] : []), 3].flatMap((n) => [
    [`${theirs}_${n}_conv`, { kind: 'conv2d', layer: `${ours}.${n === 0 ? 'downsample.0' : `conv${n}`}` }],
    [
      `${theirs}_${n}_bn`,
      { kind: 'batch_normalization', layer: `${ours}.${n === 0 ? 'downsample.1' : `bn${n}`}` },
    ],
  ]);
}
