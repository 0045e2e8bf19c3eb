import { weightRole } from '../layers/weight-role.js';
import type { GraphNode } from './nodes.js';

/** Names of the convolutions that read the image, directly or after padding or scaling. */
export function firstConvolutions(nodes: readonly GraphNode[]): string[] {
  const images = new Set<number>();
  const names: string[] = [];
  for (const { layer, inputs, output } of nodes) {
    if (!inputs.every(({ id }) => images.has(id))) continue;
    if (layer.weights.length === 0) images.add(output.id);
    else if (layer.weights.some((weight) => weightRole(weight) === 'kernel' && weight.shape.length === 4)) {
      names.push(layer.name);
    }
  }
  return names;
}
