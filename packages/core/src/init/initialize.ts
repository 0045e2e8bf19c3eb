import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { weightRole } from '../graph/layer-table.js';
import { draw, type Initialize, type WeightInfo } from './distributions.js';

/** Fills the weights of some layers by an architecture's rule. Each weight has a random stream of its own. */
export function initializeLayers(layers: readonly tfl.layers.Layer[], rule: Initialize, seed: number): void {
  for (const layer of layers) {
    for (const weight of layer.weights) {
      const info = weightInfo(layer, weight);
      const distribution = rule(info);
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

function weightInfo(layer: tfl.layers.Layer, weight: tfl.LayerVariable): WeightInfo {
  const kernel = layer.weights.find((one) => weightRole(one) === 'kernel');
  const kernelShape = (kernel ?? weight).shape.map((size) => size ?? 1);
  const outputs = kernelShape.at(-1) ?? 1;
  const fanIn = kernelShape.slice(0, -1).reduce((product, n) => product * n, 1);
  const inputs = kernelShape.at(-2) ?? 1;
  const kinds: Record<number, WeightInfo['layerKind']> = { 2: 'dense', 4: 'conv' };
  return {
    layer: layer.name,
    layerKind: kernel === undefined ? 'norm' : (kinds[kernelShape.length] ?? 'other'),
    role: weightRole(weight),
    shape: weight.shape.map((size) => size ?? 1),
    fanIn,
    fanOut: (fanIn / inputs) * outputs,
  };
}
