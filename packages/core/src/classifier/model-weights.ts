import type * as tfl from '@tensorflow/tfjs-layers';
import type { Architecture } from '../architecture/architecture.js';
import { copyWeights } from '../weights/copy.js';
import { exportWeights } from '../weights/export.js';
import { fillWeights } from '../weights/load.js';
import { torchWeights } from '../weights/torch-weights.js';
import { logitsLayer } from './build-model.js';
import type { ImageClassifier } from './image-classifier.js';

type WeightsOfModel = Pick<ImageClassifier, 'stateDict' | 'loadStateDict' | 'loadBackbone'>;

/** The weights of a model by the names that PyTorch gives them. */
export function modelWeights(model: tfl.LayersModel, { stateDict, firstConv }: Architecture): WeightsOfModel {
  const { module } = stateDict;
  const rules = { names: stateDict, firstKernel: `${module(firstConv)}.weight`, ignored: () => false };
  const weightsOf = (wanted: (layer: string) => boolean) =>
    torchWeights(
      model.layers.filter((layer) => wanted(layer.name)),
      stateDict,
    );
  const all = (): boolean => true;
  return {
    stateDict: () => exportWeights(weightsOf(all)),
    loadStateDict: (values) => fillWeights(weightsOf(all), values, rules),
    loadBackbone: (values) =>
      fillWeights(weightsOf(isBackbone), values, {
        ...rules,
        ignored: (key) => key.startsWith(`${module(logitsLayer)}.`),
      }),
  };
}

/** Copies the weights of everything before the logits. */
export function copyBackbone(from: tfl.LayersModel, to: tfl.LayersModel): void {
  copyWeights(from, to, isBackbone);
}

const isBackbone = (layer: string): boolean => layer !== logitsLayer;
