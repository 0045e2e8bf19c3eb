import * as tfl from '@tensorflow/tfjs-layers';
import { relu, sigmoid } from './activations.js';
import { conv2d } from './conv2d.js';
import { applySymbolic, fromTfLayer, type Layer, mapShape, sequential } from './layer.js';
import { globalAveragePool } from './pooling.js';

export interface SqueezeExciteOptions {
  /** Channels between the two convolutions. */
  squeezed: number;
  /** Default `relu`. */
  activation?: (name: string) => Layer;
  /** Activation of the last convolution, which gives the factors. Default `sigmoid`. */
  gate?: (name: string) => Layer;
}

/**
 * Squeeze-and-excitation (Hu et al. 2018, https://arxiv.org/abs/1709.01507): each channel times a factor that
 * two 1x1 convolutions compute from the means of all channels. The convolutions are `<name>.fc1` and
 * `<name>.fc2`.
 */
export function squeezeExcite(
  name: string,
  { squeezed, activation = relu, gate = sigmoid }: SqueezeExciteOptions,
): Layer {
  return (x) => {
    const [, , channels] = mapShape(x);
    const factors = sequential(
      globalAveragePool(`${name}.avgpool`),
      fromTfLayer(() => tfl.layers.reshape({ name: `${name}.pixel`, targetShape: [1, 1, channels] })),
      conv2d(`${name}.fc1`, { filters: squeezed, kernel: 1 }),
      activation(`${name}.activation`),
      conv2d(`${name}.fc2`, { filters: channels, kernel: 1 }),
      gate(`${name}.gate`),
    );
    return applySymbolic(tfl.layers.multiply({ name }), [x, factors(x)]);
  };
}
