import type * as tfl from '@tensorflow/tfjs-layers';
import type { Layer } from './layer.js';

const tapped = new WeakSet<tfl.SymbolicTensor>();

/**
 * The same layer, whose output becomes a tap: a place where the network can be cut in two, for explanation
 * and for freezing. The tap is named after the tf.layers layer that computes the output, and every path from
 * the image to the logits must pass through it. The output of `features` is a tap without being marked.
 */
export function tap(layer: Layer): Layer {
  return (x) => {
    const y = layer(x);
    tapped.add(y);
    return y;
  };
}

/** Whether the output was marked by `tap`. */
export function isTapped(output: tfl.SymbolicTensor): boolean {
  return tapped.has(output);
}
