import * as tfl from '@tensorflow/tfjs-layers';
import type { Architecture } from '../architecture/architecture.js';
import { ConvzooError, describe } from '../errors/index.js';
import { type LayerRow, layerTable, totalSize } from '../graph/layer-table.js';
import { compileProgram } from '../graph/program.js';
import type { Head } from '../heads/head.js';
import { initializeLayers } from '../init/initialize.js';
import { concrete, only, rank2 } from '../layers/tensors.js';
import {
  checkPreprocessing,
  isImageShape,
  type Preprocessing,
  preprocessedShape,
} from '../preprocess/preprocessing.js';
import { preprocessingFor } from '../preprocess/presets.js';
import { copyWeights } from '../weights/copy.js';
import { buildModel } from './build-model.js';
import type { Cut } from './cut.js';
import { describeParts } from './describe-model.js';
import type { FeatureInfo, ImageClassifier } from './image-classifier.js';
import { checkInput, inference } from './inference.js';
import { modelWeights } from './model-weights.js';
import { cut } from './split.js';

/** A classifier whose weights are still as its layers were built. */
export interface Assembled {
  readonly classifier: ImageClassifier;
  /** Draws the weights of all layers, or of those that a new head replaces. */
  initialize(layers: 'all' | 'classifier', seed: number): void;
}

/** Builds the model and everything that can be done with it. */
export function assemble(architecture: Architecture, head: Head, preprocessing?: Preprocessing): Assembled {
  if (preprocessing !== undefined) checkFits(architecture, preprocessing);
  const built = buildModel(architecture, head);
  const { model, nodes, lastConv, isClassifier } = built;
  const program = compileProgram(model, built.taps);
  const split = (layer: string): Cut =>
    cut(nodes, program, layer, { kind: head.kind, classes: head.classes });
  const taps = Object.fromEntries(built.taps.map((tap) => [tap, split(tap)]));
  const table = layerTable(model);

  const { inputShape } = architecture;
  const derived = isImageShape(inputShape) ? preprocessingFor(inputShape) : undefined;
  const description = describeParts(architecture, head, preprocessing ?? derived);
  const dispose = (): void => {
    program.dispose();
    model.dispose();
  };
  const { onArrays, ...computed } = inference(program, { head, inputShape, description, dispose });

  const classifier: ImageClassifier = {
    specificationVersion: 'v1',
    architecture,
    head,
    inputShape,
    description,
    get preprocessing() {
      return onArrays.preprocessing;
    },
    model,
    lastConv: taps[lastConv]!,
    taps,
    featureInfo: Object.values(taps).map((tap) => featureInfo(tap, table)),
    ...computed,
    trainingLogits: (x) => {
      checkInput(x, inputShape, architecture.name);
      return rank2(only(concrete(model.apply(x, { training: true }))));
    },
    withHead: (other, { seed = 0 } = {}) => {
      const next = assemble(architecture, other, preprocessing);
      copyWeights(model, next.classifier.model, (layer) => !isClassifier(layer));
      next.initialize('classifier', seed);
      return next.classifier;
    },
    freeze: (tap = lastConv) => {
      const last = nodes.findIndex(({ layer }) => layer.name === tap);
      if (last < 0) {
        throw new ConvzooError('unknown-name', {
          subject: `taps of ${architecture.name}`,
          expected: `one of ${built.taps.join(', ')}`,
          found: describe(tap),
        });
      }
      for (const { layer } of nodes.slice(0, last + 1)) layer.trainable = false;
    },
    unfreeze: () => {
      for (const layer of model.layers) layer.trainable = true;
    },
    summary: () => table,
    size: totalSize(table),
    ...modelWeights(built, architecture),
    save: async (target) => {
      await model.save(target);
    },
    load: async (source) => {
      const saved = await tfl.loadLayersModel(source);
      try {
        copyWeights(saved, model, () => true);
      } finally {
        saved.dispose();
      }
    },
    dispose,
  };
  return {
    classifier,
    initialize: (layers, seed) => {
      const drawn = model.layers.filter(({ name }) => layers === 'all' || isClassifier(name));
      initializeLayers(drawn, architecture.initialize, seed);
    },
  };
}

function checkFits({ name, inputShape }: Architecture, preprocessing: Preprocessing): void {
  checkPreprocessing(preprocessing);
  const shape = preprocessedShape(preprocessing);
  if (shape.every((size, i) => size === inputShape[i])) return;
  throw new ConvzooError('invalid-argument', {
    subject: `preprocessing for ${name}`,
    expected: `a result of [${inputShape.join(', ')}]`,
    found: `[${shape.join(', ')}]`,
    remedy: 'fitPreprocessing adapts one to another input shape.',
  });
}

function featureInfo({ name, shape, rectified }: Cut, table: readonly LayerRow[]): FeatureInfo {
  const { stride, receptiveField, field } = table.find((one) => one.name === name)!;
  return { name, shape, stride, receptiveField, field, rectified };
}
