import { type ArchitectureOptions, type ClassifierBuilder, classifierBuilder } from '@convzoo/core';
import { conv2d, globalAveragePool, relu, sequential } from '@convzoo/core/layers';
import { receptiveFieldOf, type Stack } from './arithmetic.js';

interface StackOptions extends ArchitectureOptions, Stack {
  readonly channels: number;
}

/**
 * Equal convolutions with a ReLU after each, on maps with room for what the center sees. A 1x1 convolution gives
 * them the image in as many channels as they give.
 */
export const stackNetwork: ClassifierBuilder<StackOptions> = classifierBuilder(
  ({ kernel, depth, channels }: StackOptions) => {
    const side = receptiveFieldOf({ kernel, depth }) + 4;
    return {
      name: 'stack',
      inputShape: [side, side, 3],
      features: sequential(
        conv2d('embed', { filters: channels, kernel: 1, bias: false }),
        ...Array.from({ length: depth }, (_, i) => [
          conv2d(`conv${i + 1}`, { filters: channels, kernel, pad: (kernel - 1) / 2, bias: false }),
          relu(`relu${i + 1}`),
        ]).flat(),
      ),
      neck: globalAveragePool('avgpool'),
    };
  },
);
