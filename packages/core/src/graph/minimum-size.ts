import type * as tfl from '@tensorflow/tfjs-layers';
import { graphNodes } from './nodes.js';
import { type Sides, windowOf } from './windows.js';

/** The smallest height and width of images that leave at least one pixel at every layer of a network. */
export function minimumSize(model: tfl.LayersModel): Sides {
  const needed = new Map<number, Sides>();
  for (const { layer, inputs, output } of graphNodes(model).reverse()) {
    const window = windowOf(layer);
    const pixels = needed.get(output.id) ?? [1, 1];
    for (const { id } of inputs) {
      const known = needed.get(id) ?? [1, 1];
      const side = (s: 0 | 1): number => {
        if (window === 'whole map') return known[s];
        // output = ⌊(input + padding - size) / stride⌋ + 1; 'same' pads by size - 1 or more.
        const padding = window.padding === 'same' ? window.size[s] - 1 : window.padding[s];
        return Math.max(known[s], (pixels[s] - 1) * window.stride[s] + window.size[s] - padding);
      };
      needed.set(id, [side(0), side(1)]);
    }
  }
  return needed.get(model.inputs[0]!.id) ?? [1, 1];
}
