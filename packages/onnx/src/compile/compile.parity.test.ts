import { relativeError } from '@convzoo/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { compile } from './compile.js';

type Layer = (x: tfl.SymbolicTensor) => tfl.SymbolicTensor;

const apply = (layer: tfl.layers.Layer, x: tfl.SymbolicTensor | tfl.SymbolicTensor[]): tfl.SymbolicTensor =>
  layer.apply(x) as tfl.SymbolicTensor;
const relu: Layer = (x) => apply(tfl.layers.reLU(), x);
const add = (...xs: tfl.SymbolicTensor[]): tfl.SymbolicTensor => apply(tfl.layers.add(), xs);

let seed = 0;

function conv(
  filters: number,
  options: { kernelSize?: number; strides?: number; useBias?: boolean } = {},
): Layer {
  const { kernelSize = 3, strides = 1, useBias = false } = options;
  return (x) => {
    const kernelInitializer = tfl.initializers.heNormal({ seed: seed++ });
    const biasInitializer = tfl.initializers.randomUniform({ seed: seed++ });
    return apply(
      tfl.layers.conv2d({
        filters,
        kernelSize,
        strides,
        padding: 'same',
        useBias,
        kernelInitializer,
        biasInitializer,
      }),
      x,
    );
  };
}

/** Batch normalization with statistics that are not those of an untrained one. */
const norm: Layer = (x) => {
  const random = () => tfl.initializers.randomUniform({ minval: 0.5, maxval: 1.5, seed: seed++ });
  return apply(
    tfl.layers.batchNormalization({
      betaInitializer: random(),
      gammaInitializer: random(),
      movingMeanInitializer: random(),
      movingVarianceInitializer: random(),
    }),
    x,
  );
};

/** What may follow a convolution, and be computed with it or not. */
const nets: Record<string, Layer> = {
  'bias and relu': (x) => relu(conv(64, { useBias: true })(x)),
  'normalization and relu': (x) => relu(norm(conv(64)(x))),
  'normalization alone': (x) => norm(conv(64)(x)),
  'a residual block': (x) => relu(add(norm(conv(64)(relu(norm(conv(64)(x))))), x)),
  'a residual block in halves': (x) =>
    relu(
      add(
        norm(conv(64)(relu(norm(conv(64, { strides: 2 })(x))))),
        norm(conv(64, { kernelSize: 1, strides: 2 })(x)),
      ),
    ),
  'a sum that is used twice': (x) => {
    const sum = add(conv(64)(x), x);
    return add(conv(64)(relu(norm(sum))), sum);
  },
  'a convolution that is used twice': (x) => {
    const convolved = conv(64)(x);
    return add(norm(convolved), relu(convolved));
  },
  'a sum of two convolutions': (x) => relu(norm(add(norm(conv(64)(x)), conv(64)(x)))),
  'a larger filter': (x) => relu(norm(conv(64, { kernelSize: 5 })(x))),
  'channels that do not divide': (x) => relu(norm(conv(20)(relu(norm(conv(12)(x)))))),
};

beforeAll(() => tf.setBackend('cpu'));

describe.each(Object.entries(nets))('%s', (_, net) => {
  test.each([
    [9, 6],
    [14, 4],
  ])('compiled computes what it does, on images of %i x %i', async (height, width) => {
    const input = tfl.input({ shape: [height, width, 3] });
    const model = tfl.model({ inputs: input, outputs: net(conv(64)(input)) });
    const compiled = await compile(model);
    const single = await compile(model, { batch: 1 });
    for (const batch of [1, 3]) {
      const images = noise(batch * height * width * 3);
      const expected = predictions(model, images);
      expect(relativeError(await compiled.run(images), expected)).toBeLessThan(1e-5);
      expect(relativeError(await single.run(images), expected)).toBeLessThan(1e-5);
    }
    compiled.dispose();
    single.dispose();
    model.dispose();
  });
});

describe('convolutions of many channels', () => {
  test.each([
    [3, 13, 9, 3],
    [1, 24, 22, 3],
    [2, 12, 10, 5],
  ])('of %i images of %i x %i, %i taps', async (batch, height, width, kernelSize) => {
    const input = tfl.input({ shape: [height, width, 3] });
    const model = tfl.model({
      inputs: input,
      outputs: relu(norm(conv(128, { kernelSize })(conv(128)(input)))),
    });
    const compiled = await compile(model, { batch });
    const images = noise(batch * height * width * 3);
    // 2-D Winograd loses twice as much accuracy as 1-D.
    expect(relativeError(await compiled.run(images), predictions(model, images))).toBeLessThan(2e-5);
    compiled.dispose();
    model.dispose();
  });
});

function noise(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => (Math.sin(i * 12.9898) * 43758.5453) % 1);
}

function predictions(model: tfl.LayersModel, images: Float32Array): ArrayLike<number> {
  const shape = [-1, ...model.inputs[0]!.shape.slice(1).map(Number)];
  return tf.tidy(() => (model.predict(tf.reshape(images, shape)) as tf.Tensor).dataSync());
}
