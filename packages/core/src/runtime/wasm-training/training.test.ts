import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import type { Head } from '../../heads/head.js';
import { sigmoidHead } from '../../heads/sigmoid.js';
import { softmaxHead } from '../../heads/softmax.js';
import { batchNorm } from '../../layers/batch-norm.js';
import { subsampleAndPadChannels } from '../../layers/channel-padding.js';
import { conv2d } from '../../layers/conv2d.js';
import { dense, dropout, flatten, relu } from '../../layers/dense.js';
import { fromTfLayer, identity, type Layer, residual, sequential } from '../../layers/layer.js';
import { localResponseNorm } from '../../layers/local-response-norm.js';
import { adaptiveAveragePool, globalAveragePool, maxPool } from '../../layers/pooling.js';
import { only, rank2 } from '../../layers/tensors.js';
import { registerWasmTraining } from './register.js';
import { expectSameAsCpu } from './same-as-cpu.js';

const size = 21;
const batch = 4;
const classes = ['a', 'b', 'c'];

/** The families' ingredients, each with its gradients, at toy size. Dropout keeps all: it is random. */
const networks: Record<string, { head: Head; layers: Layer }> = {
  'AlexNet: large strided kernel, response normalisation, two towers, overlapping pools': {
    head: softmaxHead(classes, { labelSmoothing: 0.1 }),
    layers: sequential(
      conv2d('conv1', { filters: 8, kernel: 11, stride: 4, pad: 2 }),
      relu('relu1'),
      localResponseNorm('norm1', { radius: 2, bias: 2, alpha: 1e-2, beta: 0.75 }),
      conv2d('conv2', { filters: 6, kernel: 5, pad: 2, groups: 2 }),
      relu('relu2'),
      maxPool('pool2', { size: 3, stride: 1 }),
      adaptiveAveragePool('average', 6),
      flatten('flatten'),
      dropout('drop', 0),
      dense('fc', 16),
      relu('relu3'),
    ),
  },
  'VGG with batch norm': {
    head: sigmoidHead(classes),
    layers: sequential(
      conv2d('conv1', { filters: 4, kernel: 3, pad: 1 }),
      batchNorm('bn1'),
      relu('relu1'),
      maxPool('pool1', { size: 2, stride: 2 }),
      conv2d('conv2', { filters: 6, kernel: 3, pad: 1 }),
      batchNorm('bn2'),
      relu('relu2'),
      (x) => fromTfLayer(tfl.layers.averagePooling2d({ name: 'pool2', poolSize: 2 }))(x),
      flatten('flatten'),
      dense('fc', 16),
      relu('relu3'),
    ),
  },
  'ResNet: padded pool, identity, projection and zero-padded shortcuts': {
    head: softmaxHead(classes),
    layers: sequential(
      conv2d('conv1', { filters: 4, kernel: 7, stride: 2, pad: 3, bias: false }),
      batchNorm('bn1'),
      relu('relu1'),
      maxPool('pool1', { size: 3, stride: 2, pad: 1 }),
      residual('add1', conv2d('same', { filters: 4, kernel: 3, pad: 1, bias: false }), identity),
      relu('relu2'),
      residual(
        'add2',
        conv2d('down', { filters: 6, kernel: 3, stride: 2, pad: 1, bias: false }),
        conv2d('projection', { filters: 6, kernel: 1, stride: 2, bias: false }),
      ),
      relu('relu3'),
      residual(
        'add3',
        conv2d('last', { filters: 9, kernel: 3, stride: 2, pad: 1, bias: false }),
        subsampleAndPadChannels('shortcut', { stride: 2, channels: 9 }),
      ),
      batchNorm('bn3'),
      relu('relu4'),
      globalAveragePool('pool4'),
    ),
  },
};

/** SGD with weight decay; the losses of four steps, then all weights. */
function train({ head, layers }: { head: Head; layers: Layer }): tf.Tensor[] {
  const input = tfl.input({ shape: [size, size, 3] });
  const model = tfl.model({ inputs: input, outputs: sequential(layers, dense('logits', head.units))(input) });
  model.setWeights(model.getWeights().map((w, i) => initial(w.shape, i)));
  const images = tf.randomNormal([batch, size, size, 3], 0, 1, 'float32', 5);
  const targets = tf.tensor2d(classes.concat('a').map((label) => Array.from(head.encode(label))));
  const optimizer = tf.train.sgd(0.05);
  const kernels = model.trainableWeights.map((w) => w.read()).filter(({ rank }) => rank > 1);
  const losses = Array.from({ length: 4 }, () => {
    const loss = () => {
      const logits = rank2(only(model.call(images, { training: true })));
      const decay = kernels.map((kernel) => tf.mul<tf.Scalar>(5e-4, tf.sum(tf.square(kernel))));
      return tf.addN([head.loss(targets, logits), ...decay]);
    };
    return optimizer.minimize(loss, true)!;
  });
  const weights = model.getWeights().map((w) => tf.clone(w));
  model.dispose();
  optimizer.dispose();
  return [...losses, ...weights];
}

/** Small, the same on every backend, and positive for what must be: gammas and variances. */
function initial(shape: number[], seed: number): tf.Tensor {
  const fanIn = shape.slice(0, -1).reduce((product, n) => product * n, 1);
  return shape.length > 1
    ? tf.randomNormal(shape, 0, Math.sqrt(2 / fanIn), 'float32', seed + 1)
    : tf.fill(shape, 0.5 + 0.1 * (seed % 3));
}

beforeAll(registerWasmTraining);

it.each(Object.keys(networks))('trains on wasm as on cpu: %s', async (name) => {
  await expectSameAsCpu(() => train(networks[name]!), 1e-4);
});

it('learns: the loss falls', async () => {
  await tf.setBackend('wasm');
  const results = tf.tidy(() => train(networks['VGG with batch norm']!));
  const [first, last] = [results[0]!.dataSync()[0]!, results[3]!.dataSync()[0]!];
  tf.dispose(results);
  expect(last).toBeLessThan(first);
});
