import type * as tfl from '@tensorflow/tfjs-layers';
import { ConvzooError } from '../errors/index.js';
import { weightRole } from '../layers/weight-role.js';

/**
 * Copies weights between models by the names of layers. The memory is shared until one of them
 * changes. Throws `weights-mismatch`, before anything has changed, if a layer is missing or misshaped.
 */
export function copyWeights(
  from: tfl.LayersModel,
  to: tfl.LayersModel,
  wanted: (layer: string) => boolean,
): void {
  const sources = new Map(from.layers.map((layer) => [layer.name, layer]));
  const pairs = to.layers
    .filter((layer) => wanted(layer.name))
    .flatMap((layer) => {
      const source = sources.get(layer.name);
      return layer.weights.map((weight, i) => ({ layer: layer.name, weight, source: source?.weights[i] }));
    });
  const wrong = pairs
    .filter(({ weight, source }) => source?.shape.join() !== weight.shape.join())
    .map(({ layer, weight, source }) => {
      const found = source === undefined ? 'missing' : `[${source.shape.join(', ')}]`;
      return `${layer} ${weightRole(weight)} ${found} instead of [${weight.shape.join(', ')}]`;
    });
  if (wrong.length > 0) {
    throw new ConvzooError('weights-mismatch', {
      subject: `weights of ${to.name}`,
      expected: 'the same layers and shapes',
      found: wrong.join('; '),
    });
  }
  for (const { weight, source } of pairs) weight.write(source!.read());
}
