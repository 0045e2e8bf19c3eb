import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { Architecture } from '../architecture/architecture.js';
import { ConvzooError, describe } from '../errors.js';
import { type LayerRow, layerTable, totalSize } from '../graph/layer-table.js';
import { compileProgram } from '../graph/program.js';
import type { DecodeOptions, Head, Prediction } from '../heads/head.js';
import { initializeLayers } from '../init/initialize.js';
import { concrete, only, rank2 } from '../layers/tensors.js';
import type { Pixels } from '../preprocess/pixels.js';
import { preprocessBatch } from '../preprocess/preprocess.js';
import { checkPreprocessing, type Preprocessing, preprocessedShape } from '../preprocess/preprocessing.js';
import { preprocessingFor } from '../preprocess/presets.js';
import { copyWeights } from '../weights/copy.js';
import { buildModel } from './build-model.js';
import { classifyPixels } from './classify-pixels.js';
import type { Cut } from './cut.js';
import type { FeatureInfo, ImageClassifier } from './image-classifier.js';
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

  // Found when it is asked for: there is no default for inputs that are neither gray nor color.
  const inputOf = (): Preprocessing => preprocessing ?? preprocessingFor(architecture.inputShape);

  const logits = (x: tf.Tensor4D): tf.Tensor2D => {
    checkInput(x, architecture);
    return rank2(program.run(x));
  };
  const trainingLogits = (x: tf.Tensor4D): tf.Tensor2D => {
    checkInput(x, architecture);
    return rank2(only(concrete(model.apply(x, { training: true }))));
  };
  const predict = (x: tf.Tensor4D): tf.Tensor2D => tf.tidy(() => head.activate(logits(x)));

  const classifyAll = async (images: readonly Pixels[], options?: DecodeOptions): Promise<Prediction[][]> => {
    const scores = tf.tidy(() =>
      predict(tf.tensor4d(preprocessBatch(images, inputOf()), [images.length, ...architecture.inputShape])),
    );
    const values = await scores.data();
    scores.dispose();
    return images.map((_, i) => head.decode(values.subarray(i * head.units, (i + 1) * head.units), options));
  };

  const classifier: ImageClassifier = {
    specificationVersion: 'v1',
    architecture,
    head,
    get preprocessing() {
      return inputOf();
    },
    model,
    lastConv: taps[lastConv]!,
    taps,
    featureInfo: Object.values(taps).map((tap) => featureInfo(tap, table)),
    logits,
    trainingLogits,
    predict,
    classify: classifyPixels(classifyAll),
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
    dispose: () => {
      program.dispose();
      model.dispose();
    },
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

function checkInput(x: tf.Tensor4D, { name, inputShape }: Architecture): void {
  const [, ...shape] = x.shape;
  if (x.rank === 4 && shape.every((size, i) => size === inputShape[i])) return;
  throw new ConvzooError('invalid-shape', {
    subject: `input of ${name}`,
    expected: `[batch, ${inputShape.join(', ')}]`,
    found: `[${x.shape.join(', ')}]`,
    remedy: 'Preprocess images with the classifier’s preprocessing, or build it with another inputShape.',
  });
}
