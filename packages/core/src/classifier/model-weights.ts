import type { Architecture } from '../architecture/architecture.js';
import { firstConvolutions } from '../graph/first-convolutions.js';
import { exportWeights } from '../weights/export.js';
import { fillWeights } from '../weights/load.js';
import { torchWeights } from '../weights/torch-weights.js';
import type { BuiltModel } from './build-model.js';
import type { ImageClassifier } from './image-classifier.js';

type WeightsOfModel = Pick<ImageClassifier, 'stateDict' | 'loadStateDict' | 'loadBackbone'>;

/** The weights of a model by the names that PyTorch gives them. */
export function modelWeights(
  { model, nodes, isClassifier }: BuiltModel,
  { stateDict: names }: Architecture,
): WeightsOfModel {
  const firstKernels = new Set(firstConvolutions(nodes).map((layer) => `${names.module(layer)}.weight`));
  const rules = { names, firstKernels, ignored: () => false };
  const weightsOf = (wanted: (layer: string) => boolean) =>
    torchWeights(
      model.layers.filter((layer) => wanted(layer.name)),
      names,
    );
  const all = (): boolean => true;
  return {
    stateDict: () => exportWeights(weightsOf(all)),
    loadStateDict: (values) => fillWeights(weightsOf(all), values, rules),
    loadBackbone: (values) => {
      const replaced = model.layers
        .filter((layer) => isClassifier(layer.name) && layer.weights.length > 0)
        .map((layer) => `${names.module(layer.name)}.`);
      fillWeights(
        weightsOf((layer) => !isClassifier(layer)),
        values,
        { ...rules, ignored: (key) => replaced.some((module) => key.startsWith(module)) },
      );
    },
  };
}
