import type { KerasLayer, KerasNetwork } from '@convzoo/core';
import type { HostTensor, StateDict } from '@convzoo/core/state-dict';
import { formatKey } from './layer-weights.js';

const kinds: readonly KerasLayer['kind'][] = ['conv2d', 'batch_normalization', 'dense'];

/** The weights of a layer in Keras's order. */
const roles: Readonly<Record<KerasLayer['kind'], readonly string[]>> = {
  conv2d: ['kernel', 'bias'],
  batch_normalization: ['gamma', 'beta', 'moving_mean', 'moving_variance'],
  dense: ['kernel', 'bias'],
};

/**
 * Gives the weights of a `.weights.h5` file their names. Keras 3 calls them by kind and place instead:
 * `layers/conv2d_7/vars/0` is the first weight of the eighth convolution of the network.
 */
export function namePositions(weights: StateDict, { layers }: KerasNetwork): StateDict {
  const names = new Map<string, string>();
  for (const kind of kinds) {
    const ofKind = [...layers].filter(([, layer]) => layer.kind === kind);
    for (const [place, [name]] of ofKind.entries()) {
      const numbered = place === 0 ? kind : `${kind}_${place}`;
      for (const [i, role] of roles[kind].entries()) {
        names.set(`${numbered}/vars/${i}`, formatKey(name, role));
      }
    }
  }
  const nameOf = (key: string): string => names.get(key.slice(key.indexOf('/') + 1)) ?? key;
  return new Map([...weights].map(([key, tensor]): [string, HostTensor] => [nameOf(key), tensor]));
}
