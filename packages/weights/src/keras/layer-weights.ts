import { ConvzooError } from '@convzoo/core/errors';
import type { HostTensor, StateDict } from '@convzoo/core/state-dict';

/** Weights by layer, then by role: kernel, bias, gamma, beta, moving_mean or moving_variance. */
export type LayerWeights = ReadonlyMap<string, ReadonlyMap<string, HostTensor>>;

/**
 * Sorts weights under keys of Keras or TF.js by layer, under the name that `rename` gives to each. Throws
 * `invalid-weights` where two keys come to the same, as in a model made of two networks.
 */
export function groupByLayer(
  weights: StateDict,
  rename: (layer: string) => string = (layer) => layer,
): LayerWeights {
  const layers = new Map<string, Map<string, HostTensor>>();
  for (const [key, tensor] of weights) {
    const { layer, role } = parseKey(key);
    const name = rename(layer);
    const group = layers.get(name) ?? new Map<string, HostTensor>();
    if (group.has(role)) {
      throw new ConvzooError('invalid-weights', {
        subject: 'Keras weights',
        expected: 'each layer once',
        found: `"${formatKey(name, role)}" twice`,
      });
    }
    layers.set(name, group.set(role, tensor));
  }
  return layers;
}

/** The key of a weight; a weight without a role is called by its layer. */
export function formatKey(layer: string, role: string): string {
  return role === '' ? layer : `${layer}/${role}`;
}

/** `block1_conv1_W_1:0`, as in the files of 2016 that Keras's VGG still downloads. */
const earlyKey = /^(.+)_([Wb])(?:_\d+)?$/;

/** Reads `conv1_conv/kernel:0`, also at the end of a path, and early keys; others stand for a layer each. */
function parseKey(key: string): { layer: string; role: string } {
  const [last = '', parent] = key.replace(/:0$/, '').split('/').reverse();
  if (parent === 'vars') return { layer: key, role: '' };
  if (parent !== undefined) return { layer: parent, role: last };
  const [, layer, letter] = earlyKey.exec(last) ?? [];
  return layer === undefined
    ? { layer: last, role: '' }
    : { layer, role: letter === 'W' ? 'kernel' : 'bias' };
}
