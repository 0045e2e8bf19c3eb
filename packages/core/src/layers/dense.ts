import * as tfl from '@tensorflow/tfjs-layers';
import { applySymbolic, type Layer } from './layer.js';
import { zeros } from './meta-backend.js';

/** A fully connected layer with bias: [batch, n] to [batch, units]. Weights start at zero. */
export function dense(name: string, units: number): Layer {
  return (x) =>
    applySymbolic(tfl.layers.dense({ name, units, kernelInitializer: zeros, biasInitializer: zeros }), x);
}

/**
 * [batch, height, width, channels] to [batch, channels · height · width], channels first, so that the
 * dense layer after it keeps its weights in PyTorch's order.
 */
export function flatten(name: string): Layer {
  return (x) =>
    applySymbolic(
      tfl.layers.flatten({ name }),
      applySymbolic(tfl.layers.permute({ name: `${name}.channels_first`, dims: [3, 1, 2] }), x),
    );
}
