import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { weightRole } from '../layers/weight-role.js';
import { draw, type Initialize, type WeightInfo } from './distributions.js';
import { ownRule } from './initialized.js';

/**
 * Draws the weights of layers by an architecture's rule, or by the layer's own rule if it has one. Each
 * weight has a random stream of its own.
 */
export function initializeLayers(layers: readonly tfl.layers.Layer[], rule: Initialize, seed: number): void {
  for (const layer of layers) {
    const own = ownRule(layer);
    for (const weight of layer.weights) {
      const info = weightInfo(layer, weight);
      const distribution = own?.(info) ?? rule(info);
      if (distribution === undefined) continue;
      const size = info.shape.reduce((product, n) => product * n, 1);
      const values = tf.tensor(draw(distribution, size, `${seed}/${layer.name}/${info.role}`), [
        ...info.shape,
      ]);
      weight.write(values);
      values.dispose();
    }
  }
}

/** Layers without a kernel, such as norms, have no fan: it counts as 1. */
function weightInfo(layer: tfl.layers.Layer, weight: tfl.LayerVariable): WeightInfo {
  const kernel = layer.weights.find((one) => weightRole(one) === 'kernel');
  const sizes = (kernel?.shape ?? []).map((size) => size ?? 1);
  const pixels = sizes.slice(0, -2).reduce((product, n) => product * n, 1);
  return {
    layer: layer.name,
    layerKind: kernel === undefined ? 'norm' : sizes.length === 2 ? 'dense' : 'conv',
    role: weightRole(weight),
    shape: weight.shape.map((size) => size ?? 1),
    fanIn: pixels * (sizes.at(-2) ?? 1),
    fanOut: pixels * (sizes.at(-1) ?? 1),
  };
}
