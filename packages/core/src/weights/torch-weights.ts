import type * as tfl from '@tensorflow/tfjs-layers';
import type { StateDictNames } from '../architecture/architecture.js';
import { weightRole } from '../layers/weight-role.js';
import { type TorchLayout, torchLayout } from '../state-dict/torch-layout.js';

/** One weight of a model with its PyTorch name and layout. */
export interface TorchWeight {
  readonly key: string;
  readonly layer: string;
  readonly variable: tfl.LayerVariable;
  readonly layout: TorchLayout;
}

/** The weights of some layers under the names that PyTorch gives them. */
export function torchWeights(layers: readonly tfl.layers.Layer[], names: StateDictNames): TorchWeight[] {
  return layers.flatMap((layer) =>
    layer.weights.map((variable) => {
      const layout = torchLayout(
        weightRole(variable),
        variable.shape.map((size) => size ?? 1),
      );
      const key = [names.module(layer.name), layout.suffix].filter((part) => part !== '').join('.');
      return { key, layer: layer.name, variable, layout };
    }),
  );
}
