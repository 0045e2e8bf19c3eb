import type * as tfl from '@tensorflow/tfjs-layers';
import type { GraphNode } from './nodes.js';

const nonNegative = new Set(['relu', 'relu6', 'sigmoid', 'hardSigmoid', 'softmax', 'softplus']);

/** Layers whose output is nonnegative if their inputs are. */
const preserving = new Set([
  'Add',
  'Average',
  'Concatenate',
  'Multiply',
  'Maximum',
  'Minimum',
  'MaxPooling2D',
  'AveragePooling2D',
  'Pool2d',
  'AdaptiveAveragePool',
  'GlobalAveragePooling2D',
  'GlobalMaxPooling2D',
  'ZeroPadding2D',
  'SubsampleAndPadChannels',
  'Dropout',
  'SeededDropout',
  'Flatten',
  'Permute',
  'Reshape',
]);

/**
 * Ids of the tensors that are never negative by construction: outputs of activations such as ReLU and
 * sigmoid, and what pools, sums and concatenations make of nothing but such tensors.
 */
export function rectifiedTensors(nodes: readonly GraphNode[]): ReadonlySet<number> {
  const rectified = new Set<number>();
  for (const { layer, inputs, output } of nodes) {
    const given = inputs.map(({ id }) => rectified.has(id));
    const joined = layer.getClassName() === 'Maximum' ? given.some(Boolean) : given.every(Boolean);
    const kept = inputs.length > 0 && preserving.has(layer.getClassName()) && joined;
    if (kept || rectifies(layer)) rectified.add(output.id);
  }
  return rectified;
}

/** Whether a layer ends with an activation whose values are at least 0. */
function rectifies(layer: tfl.layers.Layer): boolean {
  const { activation, negativeSlope, threshold } = layer.getConfig();
  if (layer.getClassName() === 'ReLU') return !negativeSlope && Number(threshold ?? 0) >= 0;
  return typeof activation === 'string' && nonNegative.has(activation);
}
