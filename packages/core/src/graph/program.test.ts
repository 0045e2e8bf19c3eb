import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { splitAt } from '../classifier/split.js';
import { relativeError } from '../testing/assertions.js';
import { closedFormValues } from '../testing/closed-form.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** A network that knows nothing of convzoo: activations inside layers, tf's own batch norm, a branch. */
function strangersModel({ dilationRate = 2 } = {}): tfl.LayersModel {
  const input = tfl.input({ shape: [12, 12, 3] });
  const apply = (layer: tfl.layers.Layer, ...x: tfl.SymbolicTensor[]): tfl.SymbolicTensor =>
    layer.apply(x.length === 1 ? x[0]! : x) as tfl.SymbolicTensor;
  const conv = (name: string, args: object): tfl.layers.Layer =>
    tfl.layers.conv2d({
      name,
      filters: 4,
      kernelSize: 3,
      padding: 'same',
      biasInitializer: 'randomNormal',
      ...args,
    });
  const a = apply(conv('elu', { activation: 'elu', strides: 2 }), input);
  const b = apply(conv('relu_inside', { activation: 'relu', dilationRate }), a);
  const padded = apply(
    tfl.layers.zeroPadding2d({
      padding: [
        [1, 0],
        [2, 1],
      ],
    }),
    b,
  );
  const c = apply(conv('uneven', { padding: 'valid' }), padded);
  const normed = apply(
    tfl.layers.batchNormalization({ name: 'tf_bn', movingMeanInitializer: 'randomNormal' }),
    c,
  );
  const d = apply(tfl.layers.activation({ activation: 'relu', name: 'd' }), normed);
  const e = apply(conv('side', { kernelSize: 1 }), d);
  const sum = apply(tfl.layers.add({ name: 'sum' }), d, e);
  const f = apply(tfl.layers.reLU({ name: 'last', maxValue: 6 }), sum);
  const dropped = apply(tfl.layers.dropout({ rate: 0.5 }), apply(tfl.layers.flatten(), f));
  const hidden = apply(tfl.layers.dense({ units: 8, activation: 'tanh' }), dropped);
  return tfl.model({ inputs: input, outputs: apply(tfl.layers.dense({ units: 3 }), hidden) });
}

const x = tf.tensor4d(closedFormValues('x', 2 * 12 * 12 * 3), [2, 12, 12, 3]);

function expectEqual(actual: tf.Tensor, expected: tf.Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  expect(relativeError(actual.dataSync(), expected.dataSync())).toBeLessThan(1e-5);
}

describe('a stranger’s model', () => {
  test.each(['elu', 'relu_inside', 'd', 'sum', 'last'])('can be cut at %s', (layer) => {
    const model = strangersModel();
    const cut = splitAt(model, layer, { kind: 'multi-class' });
    expectEqual(cut.logits(cut.features(x)), model.predict(x) as tf.Tensor);
    expect(cut.linear).toBeUndefined();
  });

  test('can’t be cut where a path leads around the cut', () => {
    const cutInBranch = (): unknown => splitAt(strangersModel(), 'side', { kind: 'multi-class' });
    expect(cutInBranch).toThrow(expect.objectContaining({ code: 'invalid-model' }));
    expect(cutInBranch).toThrow('a path around it');
  });

  test('can’t be cut at a layer that it lacks, or where there is no map', () => {
    expect(() => splitAt(strangersModel(), 'nowhere', { kind: 'multi-class' })).toThrow('"nowhere"');
    const model = strangersModel();
    const flat = model.layers.find((layer) => layer.getClassName() === 'Flatten')!.name;
    expect(() => splitAt(model, flat, { kind: 'multi-class' })).toThrow('a feature map');
  });

  test('has the gradients of its layers, with respect to pixels and to the map', () => {
    // TF.js has no gradient of a dilated convolution.
    const model = strangersModel({ dilationRate: 1 });
    const { features, logits } = splitAt(model, 'd', { kind: 'multi-class' });
    const whole = tf.grad((image) => tf.sum(tf.square(logits(features(image as tf.Tensor4D)))))(x);
    const byLayers = tf.grad((image) => tf.sum(tf.square(model.apply(image) as tf.Tensor)))(x);
    expectEqual(whole, byLayers);
    const a = features(x);
    const atMap = tf.grad((map) => tf.sum(logits(map as tf.Tensor4D)))(a);
    expect(atMap.shape).toEqual(a.shape);
  });
});

describe('linear', () => {
  test('is the dense kernel behind a global average pool', () => {
    const input = tfl.input({ shape: [4, 4, 3] });
    const map = tfl.layers.conv2d({ filters: 5, kernelSize: 1, name: 'map' }).apply(input);
    const pooled = tfl.layers.dropout({ rate: 0.5 }).apply(tfl.layers.globalAveragePooling2d({}).apply(map));
    const dense = tfl.layers.dense({ units: 2, name: 'out' });
    const model = tfl.model({ inputs: input, outputs: dense.apply(pooled) as tfl.SymbolicTensor });
    const { linear } = splitAt(model, 'map', { kind: 'multi-class' });
    expectEqual(linear!(), dense.getWeights()[0]!);
  });
});

test('another rectifier takes the place of every ReLU', () => {
  const input = tfl.input({ shape: [4, 4, 1] });
  const conv = tfl.layers.conv2d({ filters: 2, kernelSize: 3, useBias: false }).apply(input);
  const map = tfl.layers.reLU({ name: 'map' }).apply(conv);
  const pooled = tfl.layers.globalAveragePooling2d({}).apply(map);
  const model = tfl.model({
    inputs: input,
    outputs: tfl.layers.dense({ units: 2 }).apply(pooled) as tfl.SymbolicTensor,
  });
  const cut = splitAt(model, 'map', { kind: 'multi-class' });
  const image = tf.tensor4d(closedFormValues('image', 16), [1, 4, 4, 1]);
  const linear = cut.withRelu!((value) => value);
  expect(Math.min(...linear.features(image).dataSync())).toBeLessThan(0);
  expect(Math.min(...cut.features(image).dataSync())).toBeGreaterThanOrEqual(0);
});
