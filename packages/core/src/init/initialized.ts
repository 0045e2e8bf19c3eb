import type * as tfl from '@tensorflow/tfjs-layers';
import type { Layer } from '../layers/layer.js';
import { constant, type Initialize } from './distributions.js';

const rules = new WeakMap<tfl.layers.Layer, Initialize>();

/**
 * The same layer with its own initialization rule, which takes precedence over the architecture's. It applies
 * to the tf.layers layer that computes the output; of a `sequential`, that is the last one.
 */
export function initialized(layer: Layer, rule: Initialize): Layer {
  return (x) => {
    const y = layer(x);
    rules.set(y.sourceLayer, rule);
    return y;
  };
}

/**
 * A norm or convolution whose scale (gamma or kernel) starts at 0: at the end of a residual branch it makes
 * the block start as its shortcut (Goyal et al. 2017, https://arxiv.org/abs/1706.02677).
 */
export function zeroInitialized(layer: Layer): Layer {
  return initialized(layer, ({ role }) => (role === 'kernel' || role === 'gamma' ? constant(0) : undefined));
}

/** A layer's own rule. */
export function ownRule(layer: tfl.layers.Layer): Initialize | undefined {
  return rules.get(layer);
}
