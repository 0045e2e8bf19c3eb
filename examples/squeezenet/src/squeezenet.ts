import { type ArchitectureOptions, type ClassifierBuilder, classifierBuilder } from '@convzoo/core';
import * as nn from '@convzoo/core/layers';

/** Fire modules, by the channels of their squeeze layer and of each of their two expand layers. */
const modules = [
  [16, 64],
  [16, 64],
  'pool',
  [32, 128],
  [32, 128],
  'pool',
  [48, 192],
  [48, 192],
  [64, 256],
  [64, 256],
] as const;

/**
 * SqueezeNet 1.1 (Iandola et al. 2016, https://arxiv.org/abs/1602.07360, as its authors revised it), as
 * torchvision builds it: AlexNet's accuracy with a fiftieth of its parameters, and a convolution as the
 * classifier.
 */
export const squeezenet: ClassifierBuilder = classifierBuilder(
  (options: ArchitectureOptions) => {
    const channels = (n: number): number => nn.scaleChannels(n, options.width);
    const convolution = (name: string, filters: number, kernel: number): nn.Layer =>
      nn.sequential(
        nn.conv2d(name, { filters: channels(filters), kernel, pad: (kernel - 1) / 2 }),
        nn.relu(`${name}_activation`),
      );
    const pool = (name: string): nn.Layer => nn.maxPool(name, { size: 3, stride: 2, ceilMode: true });
    const fire = (name: string, [squeeze, expand]: readonly [number, number]): nn.Layer =>
      nn.sequential(
        convolution(`${name}.squeeze`, squeeze, 1),
        nn.concat(
          name,
          convolution(`${name}.expand1x1`, expand, 1),
          convolution(`${name}.expand3x3`, expand, 3),
        ),
      );
    return {
      name: 'squeezenet',
      inputShape: nn.resolveInputShape(options, { size: 224, minimumSize: 17 }),
      features: nn.sequential(
        nn.conv2d('features.0', { filters: channels(64), kernel: 3, stride: 2 }),
        nn.tap(nn.relu('features.1')),
        pool('features.2'),
        ...modules.map((row, i) => {
          const name = `features.${i + 3}`;
          return row === 'pool' ? pool(name) : nn.tap(fire(name, row));
        }),
      ),
      neck: nn.dropout('classifier.0', 0.5),
      classifier: (units) =>
        nn.sequential(
          nn.conv2d('logits', { filters: units, kernel: 1 }),
          nn.relu('classifier.2'),
          nn.globalAveragePool('classifier.3'),
        ),
      stateDict: { module: (layer) => layer.replace('logits', 'classifier.1') },
      initialize: ({ layer, role, fanIn }) => {
        if (role === 'bias') return nn.constant(0);
        return layer === 'logits' ? nn.normal(0.01) : nn.uniform(Math.sqrt(6 / fanIn));
      },
    };
  },
  { package: '@convzoo/example-squeezenet' },
);
