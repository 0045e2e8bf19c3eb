import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeEach, expect, test } from 'vitest';
import { classifierBuilder, describeArchitecture, multiClassHead } from '../index.js';
import { conv2d } from '../layers/conv2d.js';
import { dense, flatten } from '../layers/dense.js';
import { fromTfLayer, type Layer, sequential } from '../layers/layer.js';
import { layerScale } from '../layers/layer-scale.js';

const builder = (features: Layer, neck: Layer = flatten('flat')) =>
  classifierBuilder(() => ({ name: 'net', inputShape: [32, 32, 3], features, neck }));
const conv = conv2d('conv', { filters: 64, kernel: 1 });
const head = multiClassHead(2);

beforeEach(() => tf.setBackend('cpu'));

test('weights that no memory would hold are measured', () => {
  const neck = sequential(flatten('flat'), dense('hidden', 2 ** 30));
  const { size, weights } = describeArchitecture(builder(conv, neck).architecture(), head);
  expect(size.parameters).toBe(3 * 64 + 64 + 2 ** 16 * 2 ** 30 + 2 ** 30 + 2 * 2 ** 30 + 2);
  expect(weights.get('hidden.weight')).toEqual([2 ** 30, 2 ** 16]);
});

test('the backend stays, and nothing is left', () => {
  const before = tf.memory();
  const backends = Object.keys(tf.engine().registryFactory);
  describeArchitecture(builder(conv).architecture(), head);
  const failing: Layer = () => {
    throw new Error('no such layer');
  };
  expect(() => describeArchitecture(builder(failing).architecture(), head)).toThrow('no such layer');
  expect(tf.getBackend()).toBe('cpu');
  expect(Object.keys(tf.engine().registryFactory)).toEqual(backends);
  expect(tf.memory()).toEqual(before);
});

test('layers whose initializers compute are measured as well', () => {
  const kernelInitializer = tfl.initializers.orthogonal({ gain: 2 });
  const own = fromTfLayer(() =>
    tfl.layers.conv2d({ name: 'own', filters: 5, kernelSize: 3, kernelInitializer }),
  );
  const { size } = describeArchitecture(
    builder(sequential(conv, layerScale('scale'), own)).architecture(),
    head,
  );
  expect(size.parameters).toBe(4 * 64 + 64 + (9 * 64 * 5 + 5) + (30 * 30 * 5 * 2 + 2));
});

test('a network is built as before afterwards, and saved with an initializer that TF.js knows', () => {
  const build = builder(sequential(conv, layerScale('scale', { initial: 0.5 })));
  describeArchitecture(build.architecture(), head);
  const net = build({ head });
  expect([...net.model.getLayer('scale').getWeights()[0]!.dataSync()]).toEqual(Array(64).fill(0.5));
  expect(net.model.getLayer('conv').getConfig().kernelInitializer).toMatchObject({ className: 'Zeros' });
  net.dispose();
});
