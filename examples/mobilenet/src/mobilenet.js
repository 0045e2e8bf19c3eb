import { classifierBuilder } from '@convzoo/core';
import * as nn from '@convzoo/core/layers';

/** Table 2 of the paper: expansion, output channels, blocks, stride of the first block. */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
];
/** MobileNetV2 (Sandler et al. 2018, https://arxiv.org/abs/1801.04381), as torchvision builds it. */
export const mobilenetV2 = classifierBuilder(
  (options) => {
    const channels = (n) => nn.scaleChannels(n, options.width);
    const activated = (name, convolution) =>
      nn.sequential(convolution, nn.batchNorm(`${name}.1`), nn.relu6(`${name}.2`));
    let blocks = 0;
    return {
      name: 'mobilenetV2',
      inputShape: nn.resolveInputShape(options, { size: 224 }),
      features: nn.sequential(
        activated(
          'features.0',
          nn.conv2d('features.0.0', { filters: channels(32), kernel: 3, stride: 2, pad: 1, bias: false }),
        ),
        ...stages.map(([expansion, filters, count, stride]) =>
          nn.tap(
            nn.sequential(
              ...Array.from({ length: count }, (_, i) =>
                invertedResidual(`features.${++blocks}`, expansion, channels(filters), i === 0 ? stride : 1),
              ),
            ),
          ),
        ),
        activated(
          'features.18',
          nn.conv2d('features.18.0', { filters: channels(1280), kernel: 1, bias: false }),
        ),
      ),
      neck: nn.sequential(nn.globalAveragePool('avgpool'), nn.dropout('classifier.0', 0.2)),
      stateDict: { module: (layer) => layer.replace('logits', 'classifier.1') },
      initialize: (weight) => {
        if (weight.layerKind !== 'dense') return nn.heNormal(weight);
        return weight.role === 'bias' ? nn.constant(0) : nn.normal(0.01);
      },
    };
    /**
     * Expansion, depthwise convolution and a linear bottleneck, around which the input goes if shapes agree.
     */
    function invertedResidual(name, expansion, filters, stride) {
      return (x) => {
        const inputs = nn.mapShape(x)[2];
        const expand = nn.conv2d(`${name}.conv.0.0`, { filters: inputs * expansion, kernel: 1, bias: false });
        const i = expansion === 1 ? 0 : 1;
        const depthwise = nn.depthwiseConv2d(`${name}.conv.${i}.0`, {
          kernel: 3,
          stride,
          pad: 1,
          bias: false,
        });
        const branch = nn.sequential(
          ...(expansion === 1 ? [] : [activated(`${name}.conv.0`, expand)]),
          activated(`${name}.conv.${i}`, depthwise),
          nn.conv2d(`${name}.conv.${i + 1}`, { filters, kernel: 1, bias: false }),
          nn.batchNorm(`${name}.conv.${i + 2}`),
        );
        return (stride === 1 && inputs === filters ? nn.residual(name, branch) : branch)(x);
      };
    }
  },
  { package: '@convzoo/example-mobilenet' },
);
//# sourceMappingURL=mobilenet.js.map
