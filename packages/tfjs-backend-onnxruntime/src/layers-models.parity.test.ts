import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import { registerOnnxRuntimeBackend } from './backend/register.js';
import { relativeError } from './fixtures/relative-error.js';

const { layers } = tfl;

type Layers = tfl.layers.Layer[];

beforeAll(() => {
  registerOnnxRuntimeBackend();
});

/** A model of one layer after the other, on samples of a shape. */
const chain =
  (inputShape: number[], create: () => Layers): (() => tfl.LayersModel) =>
  () => {
    const input = tfl.input({ shape: inputShape });
    const output = create().reduce<tfl.SymbolicTensor>((x, layer) => apply(layer, x), input);
    return tfl.model({ inputs: input, outputs: output });
  };

function apply(layer: tfl.layers.Layer, x: tfl.SymbolicTensor | tfl.SymbolicTensor[]): tfl.SymbolicTensor {
  const output = layer.apply(x);
  if (Array.isArray(output) || output instanceof tf.Tensor) throw new TypeError('not one symbolic tensor');
  return output;
}

/** The default, an orthogonal matrix, needs TF.js's chained methods. */
const recurrentInitializer = 'glorotUniform';

const image = [8, 6, 3];
const sequence = [5, 4];

/** One model for each kind of layer that TF.js has, as people combine them. */
const models: Readonly<Record<string, () => tfl.LayersModel>> = {
  'dense layers': chain([10], () => [
    layers.dense({ units: 8, activation: 'tanh' }),
    layers.thresholdedReLU({ theta: 0.1 }),
    layers.dropout({ rate: 0.5 }),
    layers.dense({ units: 4, activation: 'softmax' }),
  ]),
  'convolutions and pools': chain(image, () => [
    layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu6' }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.separableConv2d({ filters: 6, kernelSize: 3, padding: 'same', activation: 'elu' }),
    layers.averagePooling2d({ poolSize: 2, strides: 1, padding: 'same' }),
    layers.flatten(),
    layers.dense({ units: 3 }),
  ]),
  'depthwise, dilated and strided convolutions': chain(image, () => [
    layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same' }),
    layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: 'same' }),
    layers.conv2d({ filters: 4, kernelSize: 2, dilationRate: 2, padding: 'same' }),
    layers.globalMaxPooling2d({}),
  ]),
  'a decoder': chain([4, 3, 5], () => [
    layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: 'same', activation: 'selu' }),
    layers.upSampling2d({ size: [2, 2] }),
    layers.cropping2D({ cropping: 1 }),
    layers.zeroPadding2d({ padding: 1 }),
    layers.conv2d({ filters: 1, kernelSize: 1, activation: 'sigmoid' }),
  ]),
  'normalization and activations': chain(image, () => [
    layers.batchNormalization(),
    layers.leakyReLU({ alpha: 0.2 }),
    layers.layerNormalization(),
    layers.prelu(),
    layers.elu(),
    layers.softmax({ axis: -1 }),
  ]),
  '1-D convolutions': chain([12, 3], () => [
    layers.conv1d({ filters: 5, kernelSize: 3, activation: 'softplus' }),
    layers.maxPooling1d({ poolSize: 2 }),
    layers.globalAveragePooling1d(),
  ]),
  '3-D convolutions': chain([4, 5, 6, 2], () => [
    layers.conv3d({ filters: 3, kernelSize: 2, activation: 'softsign' }),
    layers.maxPooling3d({ poolSize: 2 }),
    layers.flatten(),
  ]),
  'an LSTM': chain(sequence, () => [
    layers.lstm({ units: 6, returnSequences: true, recurrentInitializer }),
    layers.lstm({ units: 3, recurrentInitializer }),
  ]),
  'a GRU': chain(sequence, () => [
    layers.gru({ units: 5, recurrentInitializer, recurrentActivation: 'hardSigmoid' }),
  ]),
  'a bidirectional recurrent layer': chain(sequence, () => [
    layers.bidirectional({
      layer: layers.simpleRNN({ units: 4, recurrentInitializer, returnSequences: true }),
      mergeMode: 'concat',
    }),
    layers.timeDistributed({ layer: layers.dense({ units: 2 }) }),
  ]),
  'a convolutional LSTM': chain([3, 6, 6, 2], () => [
    layers.convLstm2d({ filters: 3, recurrentInitializer, kernelSize: 3, padding: 'same' }),
    layers.globalAveragePooling2d({}),
  ]),
  'an embedding': chain([7], () => [
    // Whole numbers from 0 to 3.
    layers.embedding({ inputDim: 4, outputDim: 5 }),
    layers.permute({ dims: [2, 1] }),
    layers.reshape({ targetShape: [35] }),
    layers.repeatVector({ n: 2 }),
  ]),
  'several branches': () => {
    const input = tfl.input({ shape: image });
    const conv = (name: string) =>
      apply(layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same', name }), input);
    const [a, b] = [conv('a'), conv('b')];
    const merged = [layers.add(), layers.multiply(), layers.average(), layers.maximum(), layers.minimum()];
    const all = apply(
      layers.concatenate(),
      merged.map((layer) => apply(layer, [a, b])),
    );
    const flat = [a, all].map((x) => apply(layers.dense({ units: 3 }), apply(layers.flatten(), x)));
    return tfl.model({ inputs: input, outputs: apply(layers.dot({ axes: 1 }), flat) });
  },
};

/** The same numbers in every weight, on every backend: small, and unlike each other. */
function setWeights(model: tfl.LayersModel): void {
  model.setWeights(
    model.getWeights().map((weight, w) => {
      const values = Float32Array.from({ length: weight.size }, (_, i) => 0.3 * Math.sin(1 + i * 1.7 + w));
      // Variances are positive.
      const isVariance = model.weights[w]!.originalName.includes('variance');
      return tf.tensor(isVariance ? values.map((value) => 1 + value) : values, weight.shape);
    }),
  );
}

/** What a model predicts for a batch, and its weights after two steps of training. */
async function results(create: () => tfl.LayersModel, backend: string): Promise<ArrayLike<number>[]> {
  await tf.setBackend(backend);
  const model = create();
  setWeights(model);
  const shape = [2, ...model.inputs[0]!.shape.slice(1).map(Number)];
  const size = shape.reduce((product, length) => product * length, 1);
  const isEmbedding = model.layers.some((layer) => layer.getClassName() === 'Embedding');
  const x = tf.tensor(
    Array.from({ length: size }, (_, i) => (isEmbedding ? i % 4 : Math.sin(i * 0.37))),
    shape,
  );
  const predicted = model.predict(x) as tf.Tensor;
  const prediction = await predicted.data();
  // Dropout draws other masks on another backend. TF.js has no gradient of dilated convolutions and of
  // thresholds.
  const trains = !model.layers.some(
    (layer) =>
      layer.getClassName() === 'Dropout' || /"dilationRate":\[[2-9]/.test(JSON.stringify(layer.getConfig())),
  );
  model.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError' });
  const target = tf.zeros(predicted.shape);
  const losses: number[] = [];
  for (let step = 0; trains && step < 2; step++) losses.push(Number(await model.trainOnBatch(x, target)));
  const weights = await Promise.all(model.getWeights().map((weight) => weight.data()));
  tf.dispose([x, predicted, target]);
  model.dispose();
  return [prediction, losses, ...weights];
}

test.each(Object.entries(models))('a model with %s predicts and trains as on cpu', async (_, create) => {
  const expected = await results(create, 'cpu');
  const found = await results(create, 'onnxruntime');
  expect(found).toHaveLength(expected.length);
  found.forEach((values, i) => {
    if (expected[i]!.length > 0) expect(relativeError(values, expected[i]!)).toBeLessThan(1e-4);
  });
  expect(Math.max(...Array.from(expected[0]!, Math.abs))).toBeGreaterThan(1e-3);
});
