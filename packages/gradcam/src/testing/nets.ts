import type { LastConv } from '@convzoo/core';
import * as tf from '@tensorflow/tfjs-core';

/** What the small nets have in common: 6 x 8 images of 2 channels, a rectified map of 4 x 6 x 5, 3 classes. */
const units = 3;
const channels = 5;

/** Numbers that look random and are the same everywhere. */
export function noise<R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number): tf.Tensor<R> {
  return tf.randomNormal<R>(shape, 0, 1, 'float32', seed);
}

export function images(batch: number, seed = 100): tf.Tensor4D {
  return noise<tf.Rank.R4>([batch, 6, 8, 2], seed);
}

export interface NetOptions {
  kind?: LastConv['kind'];
  units?: number;
  seed?: number;
  /** Factor on all head weights of class 0. */
  scale?: number;
  /** Order of the map's channels. */
  order?: readonly number[];
  /** Kernels that are the same from left to right. */
  symmetric?: boolean;
  headBias?: number;
}

function body({ seed = 1, order, symmetric = false }: NetOptions): Pick<LastConv, 'features'> {
  const drawn = noise<tf.Rank.R4>([3, 3, 2, channels], seed);
  const even = tf.tidy(() => tf.div<tf.Tensor4D>(tf.add(drawn, tf.reverse(drawn, 1)), 2));
  const kernel = symmetric ? even : drawn;
  const filters = order === undefined ? kernel : tf.gather(kernel, [...order], 3);
  return { features: (x) => tf.tidy(() => tf.relu(tf.conv2d(x, filters, 1, 'valid'))) };
}

function contract(
  options: NetOptions,
): Pick<LastConv, 'specificationVersion' | 'name' | 'shape' | 'rectified' | 'kind' | 'classes'> {
  const { kind = 'multi-class', units: count = units } = options;
  return {
    specificationVersion: 'v1',
    name: 'relu',
    shape: [4, 6, channels],
    rectified: true,
    kind,
    classes: ['cat', 'dog', 'bird', 'fish', 'cow'].slice(0, count),
  };
}

function kernelOf(inputs: number, { seed = 1, units: count = units, scale = 1 }: NetOptions): tf.Tensor2D {
  const factors = Array.from({ length: count }, (_, c) => (c === 0 ? scale : 1));
  return tf.mul(noise<tf.Rank.R2>([inputs, count], seed + 10), factors);
}

/** A head that is dense on global average pooling. */
export function gapNet(options: NetOptions = {}): LastConv {
  const kernel = kernelOf(channels, options);
  const weights = options.order === undefined ? kernel : tf.gather(kernel, [...options.order]);
  const bias = options.headBias ?? 0.25;
  return {
    ...contract(options),
    ...body(options),
    head: (a) => tf.tidy(() => tf.add(tf.matMul(tf.mean<tf.Tensor2D>(a, [1, 2]), weights), bias)),
    linear: () => tf.clone(weights),
  };
}

/** A head that is one dense layer on all places. */
export function flatNet(options: NetOptions = {}): LastConv {
  const kernel = kernelOf(4 * 6 * channels, options);
  const bias = options.headBias ?? 0.25;
  return {
    ...contract(options),
    ...body(options),
    head: (a) => tf.tidy(() => tf.add(tf.matMul(tf.reshape(a, [a.shape[0], -1]), kernel), bias)),
  };
}

/** A head with max pooling and a hidden layer, as VGG's. */
export function deepNet(options: NetOptions = {}): LastConv {
  const { seed = 1 } = options;
  const hidden = noise<tf.Rank.R2>([2 * 3 * channels, 7], seed + 20);
  const kernel = kernelOf(7, options);
  const filters = noise<tf.Rank.R4>([3, 3, 2, channels], seed);
  const withRelu = (relu: (x: tf.Tensor) => tf.Tensor): LastConv => {
    return {
      ...contract(options),
      features: (x) =>
        tf.tidy(() => tf.reshape(relu(tf.conv2d(x, filters, 1, 'valid')), [-1, 4, 6, channels])),
      head: (a) =>
        tf.tidy(() => {
          const pooled = tf.maxPool(a, 2, 2, 'valid');
          const embedding = relu(tf.matMul(tf.reshape(pooled, [a.shape[0], -1]), hidden));
          return tf.matMul(tf.reshape(embedding, [a.shape[0], 7]), kernel);
        }),
      withRelu,
    };
  };
  return withRelu(tf.relu);
}

/** The identity, and a head whose gradient for its one label is given: [h, w, k] values. */
export function givenGradient(gradient: tf.Tensor3D): LastConv {
  const [height, width, depth] = gradient.shape;
  return {
    specificationVersion: 'v1',
    name: 'input',
    shape: [height, width, depth],
    rectified: true,
    kind: 'multi-label',
    features: (x) => tf.clone(x),
    head: (a) => tf.tidy(() => tf.reshape(tf.sum(tf.mul(a, gradient), [1, 2, 3]), [-1, 1])),
  };
}
