/**
 * Networks as the benchmark's peers have them (torchvision's layout), in plain tf.layers; training is of our
 * own.
 */
import { multiClassHead } from '@convzoo/core';
import { resnet18, resnet20 } from '@convzoo/resnet';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

const { layers } = tfl;

function conv(x, filters, kernelSize, strides = 1, useBias = false) {
  // PyTorch pads by half the kernel on every side, which 'same' does not do for strides over 1.
  const pad = Math.floor(kernelSize / 2);
  const explicit = strides > 1 && pad > 0;
  const padded = explicit ? layers.zeroPadding2d({ padding: pad }).apply(x) : x;
  const padding = explicit ? 'valid' : 'same';
  return layers
    .conv2d({ filters, kernelSize, strides, padding, useBias, kernelInitializer: 'heNormal' })
    .apply(padded);
}

const batchNorm = (x) => layers.batchNormalization({ epsilon: 1e-5, momentum: 0.9 }).apply(x);
const relu = (x) => layers.activation({ activation: 'relu' }).apply(x);
const add = (a, b) => layers.add().apply([a, b]);

function basicBlock(x, filters, strides, project) {
  const branch = batchNorm(conv(relu(batchNorm(conv(x, filters, 3, strides))), filters, 3));
  return relu(add(branch, project ? batchNorm(conv(x, filters, 1, strides)) : x));
}

function bottleneck(x, filters, strides, project) {
  const reduced = relu(batchNorm(conv(x, filters, 1)));
  const branch = batchNorm(conv(relu(batchNorm(conv(reduced, filters, 3, strides))), 4 * filters, 1));
  return relu(add(branch, project ? batchNorm(conv(x, 4 * filters, 1, strides)) : x));
}

function resnet(block, counts, classes) {
  const input = tfl.input({ shape: [224, 224, 3] });
  let x = relu(batchNorm(conv(input, 64, 7, 2)));
  x = layers
    .maxPooling2d({ poolSize: 3, strides: 2, padding: 'valid' })
    .apply(layers.zeroPadding2d({ padding: 1 }).apply(x));
  counts.forEach((count, stage) => {
    for (let i = 0; i < count; i++) {
      const strides = stage > 0 && i === 0 ? 2 : 1;
      x = block(x, 64 * 2 ** stage, strides, i === 0 && (stage > 0 || block === bottleneck));
    }
  });
  const logits = layers.dense({ units: classes }).apply(layers.globalAveragePooling2d({}).apply(x));
  return tfl.model({ inputs: input, outputs: logits });
}

const pool = (x, poolSize, strides) => layers.maxPooling2d({ poolSize, strides }).apply(x);
const dense = (x, units) => layers.dense({ units }).apply(x);

function vgg16(classes) {
  const input = tfl.input({ shape: [224, 224, 3] });
  let x = input;
  for (const [filters, count] of [
    [64, 2],
    [128, 2],
    [256, 3],
    [512, 3],
    [512, 3],
  ]) {
    for (let i = 0; i < count; i++) x = relu(conv(x, filters, 3, 1, true));
    x = pool(x, 2, 2);
  }
  x = relu(dense(relu(dense(layers.flatten().apply(x), 4096)), 4096));
  return tfl.model({ inputs: input, outputs: dense(x, classes) });
}

function alexnet(classes) {
  const input = tfl.input({ shape: [224, 224, 3] });
  const first = layers.conv2d({ filters: 64, kernelSize: 11, strides: 4, padding: 'valid' });
  let x = pool(relu(first.apply(layers.zeroPadding2d({ padding: 2 }).apply(input))), 3, 2);
  x = pool(relu(conv(x, 192, 5, 1, true)), 3, 2);
  x = relu(conv(relu(conv(relu(conv(x, 384, 3, 1, true)), 256, 3, 1, true)), 256, 3, 1, true));
  x = layers.flatten().apply(pool(x, 3, 2));
  return tfl.model({ inputs: input, outputs: dense(relu(dense(relu(dense(x, 4096)), 4096)), classes) });
}

export const nets = {
  alexnet: () => alexnet(1000),
  vgg16: () => vgg16(1000),
  resnet18: () => resnet(basicBlock, [2, 2, 2, 2], 1000),
  resnet50: () => resnet(bottleneck, [3, 4, 6, 3], 1000),
};

const classifiers = {
  resnet18: () => resnet18({ head: multiClassHead(1000) }),
  resnet20: () => resnet20({ head: multiClassHead(10) }),
};

/** A function that predicts with our classifier. */
export function prediction(net, batch) {
  const classifier = classifiers[net]();
  const images = tf.randomNormal([batch, ...classifier.architecture.inputShape]);
  return () => tf.tidy(() => classifier.predict(images).dataSync());
}

/** A function that does one training step of our classifier: softmax cross-entropy, SGD with momentum. */
export function trainingStep(net, batch) {
  const classifier = classifiers[net]();
  const classes = classifier.head.classes.length;
  const images = tf.randomNormal([batch, ...classifier.architecture.inputShape]);
  const indices = Int32Array.from({ length: batch }, (_, i) => i % classes);
  const labels = tf.tidy(() => tf.cast(tf.oneHot(indices, classes), 'float32'));
  const optimizer = tf.train.momentum(0.01, 0.9);
  return () =>
    tf.tidy(() => {
      const loss = optimizer.minimize(
        () => tf.losses.softmaxCrossEntropy(labels, classifier.trainingLogits(images)),
        true,
      );
      return loss.dataSync()[0];
    });
}
