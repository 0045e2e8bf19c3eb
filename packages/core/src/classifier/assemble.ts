import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { Architecture } from '../architecture/architecture.js';
import { ConvzooError } from '../errors.js';
import { type LayerRow, layerTable, totalSize } from '../graph/layer-table.js';
import { graphNodes } from '../graph/nodes.js';
import { compileProgram } from '../graph/program.js';
import { headModel, tailModel } from '../graph/submodels.js';
import type { DecodeOptions, Head, Prediction } from '../heads/head.js';
import { initializeLayers } from '../init/initialize.js';
import { concrete, only, rank2 } from '../layers/tensors.js';
import type { Pixels } from '../preprocess/pixels.js';
import { preprocessBatch } from '../preprocess/preprocess.js';
import { checkPreprocessing, type Preprocessing, preprocessedShape } from '../preprocess/preprocessing.js';
import { preprocessingFor } from '../preprocess/presets.js';
import { copyWeights } from '../weights/copy.js';
import { buildModel, logitsLayer } from './build-model.js';
import { classifyPixels } from './classify-pixels.js';
import type { Cut } from './cut.js';
import type { FeatureInfo, ImageClassifier } from './image-classifier.js';
import { copyBackbone, modelWeights } from './model-weights.js';
import { cut } from './split.js';

/** Builds the model and everything that can be done with it. Its weights are zero. */
export function assemble(
  architecture: Architecture,
  head: Head,
  preprocessing?: Preprocessing,
): ImageClassifier {
  if (preprocessing !== undefined) checkFits(architecture, preprocessing);
  const { model, lastConv } = buildModel(architecture, head);
  const nodes = graphNodes(model);
  const lastNode = nodes.find(({ layer }) => layer.name === lastConv)!;
  const program = compileProgram(model, [...new Set([...architecture.taps, lastConv])]);
  const split = (layer: string): Cut =>
    cut(model, program, layer, { kind: head.kind, classes: head.classes });
  const taps = Object.fromEntries(architecture.taps.map((tap) => [tap, split(tap)]));
  const table = layerTable(model);

  // Settled when it is asked for: there is no default for inputs that are neither gray nor color.
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
  let features: tfl.LayersModel | undefined;
  let classifier: tfl.LayersModel | undefined;

  return {
    specificationVersion: 'v1',
    architecture,
    head,
    get preprocessing() {
      return inputOf();
    },
    model,
    get features() {
      features ??= headModel(model, lastNode);
      return features;
    },
    get classifier() {
      classifier ??= tailModel(model, nodes, lastNode);
      return classifier;
    },
    lastConv: split(lastConv),
    taps,
    featureInfo: Object.values(taps).map((tap) => featureInfo(tap, table)),
    logits,
    trainingLogits,
    predict,
    classify: classifyPixels(classifyAll),
    withHead: (other, { seed = 0 } = {}) => {
      const next = assemble(architecture, other, preprocessing);
      copyBackbone(model, next.model);
      initializeLayers([next.model.getLayer(logitsLayer)], architecture.initialize, seed);
      return next;
    },
    freeze: (tap = lastConv) => {
      const last = nodes.findIndex(({ layer }) => layer.name === tap);
      if (last < 0) {
        throw new ConvzooError('unknown-name', {
          subject: `taps of ${architecture.name}`,
          expected: `one of ${architecture.taps.join(', ')}`,
          found: `"${tap}"`,
        });
      }
      for (const { layer } of nodes.slice(0, last + 1)) layer.trainable = false;
    },
    unfreeze: () => {
      for (const layer of model.layers) layer.trainable = true;
    },
    summary: () => table,
    size: totalSize(table),
    ...modelWeights(model, architecture),
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
      // `features` adds no application of its layers, so it holds nothing of its own.
      for (const part of [classifier, model]) part?.dispose();
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
  const row = table.find((one) => one.name === name)!;
  return { name, shape, stride: row.stride ?? 1, receptiveField: row.receptiveField ?? 1, rectified };
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
