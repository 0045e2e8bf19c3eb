import { type ArchitectureOptions, type ClassifierBuilder, classifierBuilder } from '@convzoo/core';
import * as nn from '@convzoo/core/layers';

/** Table 1 of the paper: expansion, kernel, stride of the first block, output channels, blocks. */
const stages = [
  [1, 3, 1, 16, 1],
  [6, 3, 2, 24, 2],
  [6, 5, 2, 40, 2],
  [6, 3, 2, 80, 3],
  [6, 5, 1, 112, 3],
  [6, 5, 2, 192, 4],
  [6, 3, 1, 320, 1],
] as const;
const depth = stages.reduce((sum, [, , , , count]) => sum + count, 0);

/** EfficientNet-B0 (Tan & Le 2019, https://arxiv.org/abs/1905.11946), as torchvision builds it. */
export const efficientnetB0: ClassifierBuilder = classifierBuilder(
  (options: ArchitectureOptions) => {
    const channels = (n: number): number => nn.scaleChannels(n, options.width);
    const normed = (name: string, convolution: nn.Layer, ...activation: nn.Layer[]): nn.Layer =>
      nn.sequential(convolution, nn.batchNorm(`${name}.1`), ...activation);
    const dense = (name: string, filters: number, { kernel = 1, stride = 1 } = {}): nn.Layer =>
      nn.conv2d(`${name}.0`, { filters, kernel, stride, pad: (kernel - 1) / 2, bias: false });
    let block = 0;
    const stage = (
      [expansion, kernel, stride, filters, count]: (typeof stages)[number],
      s: number,
    ): nn.Layer =>
      nn.sequential(
        ...Array.from({ length: count }, (_, i) => {
          const shape = { expansion, kernel, stride: i === 0 ? stride : 1, filters: channels(filters) };
          return mbconv(`features.${s + 1}.${i}`, shape, (0.2 * block++) / depth);
        }),
      );
    return {
      name: 'efficientnetB0',
      inputShape: nn.resolveInputShape(options, { size: 224 }),
      features: nn.sequential(
        normed(
          'features.0',
          dense('features.0', channels(32), { kernel: 3, stride: 2 }),
          nn.silu('features.0.2'),
        ),
        ...stages.map((row, s) => nn.tap(stage(row, s))),
        normed('features.8', dense('features.8', channels(1280)), nn.silu('features.8.2')),
      ),
      neck: nn.sequential(nn.globalAveragePool('avgpool'), nn.dropout('classifier.0', 0.2)),
      stateDict: { module: (layer) => layer.replace('logits', 'classifier.1') },
      initialize: (weight) => {
        if (weight.layerKind !== 'dense') return nn.heNormal(weight);
        return weight.role === 'bias' ? nn.constant(0) : nn.uniform(1 / Math.sqrt(weight.fanOut));
      },
    };

    /** Expansion, depthwise convolution, squeeze-and-excitation and a linear bottleneck. */
    function mbconv(
      name: string,
      { expansion, kernel, stride, filters }: Record<'expansion' | 'kernel' | 'stride' | 'filters', number>,
      dropRate: number,
    ): nn.Layer {
      return (x) => {
        const inputs = nn.mapShape(x)[2];
        const part = (i: number): string => `${name}.block.${expansion === 1 ? i - 1 : i}`;
        const depthwise = { kernel, stride, pad: (kernel - 1) / 2, bias: false };
        const branch = nn.sequential(
          ...(expansion === 1
            ? []
            : [normed(part(0), dense(part(0), inputs * expansion), nn.silu(`${part(0)}.2`))]),
          normed(part(1), nn.depthwiseConv2d(`${part(1)}.0`, depthwise), nn.silu(`${part(1)}.2`)),
          nn.squeezeExcite(part(2), { squeezed: Math.max(1, Math.floor(inputs / 4)), activation: nn.silu }),
          normed(part(3), dense(part(3), filters)),
        );
        const dropped = nn.sequential(branch, nn.stochasticDepth(`${name}.stochastic_depth`, dropRate));
        return (stride === 1 && inputs === filters ? nn.residual(name, dropped) : branch)(x);
      };
    }
  },
  { package: '@convzoo/example-efficientnet' },
);
