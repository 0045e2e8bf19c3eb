import * as tf from '@tensorflow/tfjs-core';
import { relativeError } from '../../fixtures/relative-error.js';
import '@tensorflow/tfjs-backend-cpu';
// Registers TF.js's gradients.
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { BACKEND_NAME, registerOnnxRuntimeBackend } from '../../backend/register.js';

const PLAIN = 'plain';

beforeAll(() => {
  registerOnnxRuntimeBackend();
  registerOnnxRuntimeBackend({ name: PLAIN, accelerate: false });
});

type Sides = [before: number, after: number];
type Padding = [Sides, Sides, Sides, Sides];

const around = (rows: Sides, columns: Sides): Padding => [[0, 0], rows, columns, [0, 0]];

interface Shape {
  readonly image: [number, number, number, number];
  readonly filter: [number, number, number, number];
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | Padding;
}

/**
 * Each is computed in another way: NCHWc or not, Winograd or not, im2col or convolution, either matrix
 * product.
 */
const shapes: Record<string, Shape> = {
  'blocks of channels': { image: [2, 9, 8, 32], filter: [3, 3, 32, 16], strides: 1, pad: 'same' },
  'blocks, stride 2': { image: [2, 9, 9, 16], filter: [3, 3, 16, 32], strides: 2, pad: 'same' },
  'blocks, stride 3, fewer taps': {
    image: [2, 10, 11, 16],
    filter: [2, 2, 16, 16],
    strides: 3,
    pad: 'valid',
  },
  'blocks, stride 2, rows that no tap reads': {
    image: [2, 12, 10, 16],
    filter: [5, 4, 16, 32],
    strides: 2,
    pad: 'valid',
  },
  'blocks, stride 2, more padding than taps': {
    image: [2, 6, 7, 16],
    filter: [3, 3, 16, 16],
    strides: 2,
    pad: around([4, 5], [5, 4]),
  },
  'blocks, 1x1': { image: [2, 6, 6, 16], filter: [1, 1, 16, 48], strides: 1, pad: 'valid' },
  '1x1, stride 2': { image: [2, 7, 7, 16], filter: [1, 1, 16, 16], strides: 2, pad: 'valid' },
  'blocks of images': { image: [8, 9, 8, 32], filter: [3, 3, 32, 16], strides: 1, pad: 'same' },
  'blocks of images, stride 2': { image: [16, 9, 9, 40], filter: [3, 3, 40, 16], strides: 2, pad: 'same' },
  'blocks of images, stride 2, more channels': {
    image: [16, 7, 7, 16],
    filter: [3, 3, 16, 48],
    strides: 2,
    pad: 'same',
  },
  'blocks of images, 1x1': { image: [8, 6, 6, 16], filter: [1, 1, 16, 48], strides: 1, pad: 'valid' },
  'blocks of images in a stem': { image: [8, 19, 19, 3], filter: [7, 7, 3, 16], strides: 2, pad: 'same' },
  'blocks of images, wider strides in one direction': {
    image: [16, 9, 10, 24],
    filter: [5, 2, 24, 16],
    strides: [1, 2],
    pad: 'same',
  },
  'blocks of images, padded unevenly': {
    image: [16, 6, 7, 16],
    filter: [4, 3, 16, 32],
    strides: 1,
    pad: around([3, 0], [1, 2]),
  },
  'Winograd, tiles of 7 rows': { image: [8, 14, 3, 64], filter: [3, 3, 64, 64], strides: 1, pad: 'same' },
  'Winograd, tiles of 8 rows, some left over': {
    image: [8, 9, 4, 64],
    filter: [3, 3, 64, 72],
    strides: 1,
    pad: 'same',
  },
  'Winograd, tiles of 6 rows, not padded': {
    image: [8, 14, 4, 64],
    filter: [3, 2, 64, 64],
    strides: 1,
    pad: 'valid',
  },
  'Winograd, tiles of 4 rows, wider strides in one direction': {
    image: [8, 4, 16, 64],
    filter: [3, 3, 64, 64],
    strides: [1, 2],
    pad: 'same',
  },
  'Winograd, padded unevenly': {
    image: [16, 7, 5, 64],
    filter: [3, 3, 64, 64],
    strides: 1,
    pad: around([2, 0], [1, 2]),
  },
  'Winograd, more taps': { image: [8, 6, 6, 64], filter: [5, 1, 64, 64], strides: 1, pad: 'same' },
  'few channels, as in a stem': { image: [2, 19, 19, 3], filter: [7, 7, 3, 16], strides: 2, pad: 'same' },
  'channels that do not divide': { image: [2, 7, 7, 20], filter: [3, 3, 20, 18], strides: 1, pad: 'valid' },
  'many positions': { image: [1, 66, 66, 8], filter: [1, 1, 8, 32], strides: 1, pad: 'valid' },
  'many positions, narrow': { image: [1, 66, 66, 8], filter: [1, 1, 8, 8], strides: 1, pad: 'valid' },
  'padded unevenly': {
    image: [1, 8, 8, 16],
    filter: [3, 3, 16, 16],
    strides: 1,
    pad: around([2, 0], [1, 2]),
  },
};

function numbers(shape: number[], seed: number): tf.Tensor4D {
  const size = shape.reduce((a, b) => a * b, 1);
  const values = Float32Array.from(
    { length: size },
    (_, i) => (Math.sin(seed + i * 12.9898) * 43758.5453) % 1,
  );
  return tf.tensor4d(values, [shape[0]!, shape[1]!, shape[2]!, shape[3]!]);
}

type Convolve = (image: tf.Tensor, filter: tf.Tensor, shape: Shape) => tf.Tensor;

const plain: Convolve = (image, filter, { strides, pad }) =>
  tf.conv2d(image as tf.Tensor4D, filter as tf.Tensor4D, strides, pad);

/** The image is then in NCHWc, and padded in a step of its own. */
const afterAnother: Convolve = (image, filter, shape) => {
  const channels = shape.image[3];
  const before = tf.conv2d(image as tf.Tensor4D, numbers([1, 1, channels, channels], 4), 1, 'valid');
  return plain(tf.pad(before, around([1, 2], [2, 1])), filter, shape);
};

async function convolutionAndGradients(
  backend: string,
  convolve: Convolve,
  shape: Shape,
): Promise<ArrayLike<number>[]> {
  await tf.setBackend(backend);
  const results = tf.tidy(() => {
    const inputs = [numbers(shape.image, 1), numbers(shape.filter, 2)];
    const compute = (image: tf.Tensor, filter: tf.Tensor) => convolve(image, filter, shape);
    const y = compute(inputs[0]!, inputs[1]!);
    return [y, ...tf.grads(compute)(inputs, numbers(y.shape, 3))];
  });
  const data = await Promise.all(results.map((result) => result.data()));
  tf.dispose(results);
  return data;
}

/** Multiplications of a convolution from here on take seconds on the cpu backend. */
const LARGE = 1e6;

const isLarge = ({ image, filter }: Shape): boolean =>
  [...image.slice(0, 3), ...filter].reduce((product, size) => product * size, 1) > LARGE;

async function expectEqual(
  convolve: Convolve,
  shape: Shape,
  backend: string,
  reference: string,
): Promise<void> {
  const expected = await convolutionAndGradients(reference, convolve, shape);
  const found = await convolutionAndGradients(backend, convolve, shape);
  found.forEach((values, i) => {
    expect(relativeError(values, expected[i]!)).toBeLessThan(1e-5);
  });
}

const all = Object.entries(shapes);
const small = all.filter(([, shape]) => !isLarge(shape));

describe('without acceleration, small convolutions and their gradients equal those of the cpu backend', () => {
  test.each(small)('%s', async (_, shape) => {
    await expectEqual(plain, shape, PLAIN, 'cpu');
  });
});

describe('a convolution and its gradients equal those of the cpu backend, or if large those without acceleration', () => {
  const referenceOf = (shape: Shape): string => (isLarge(shape) ? PLAIN : 'cpu');

  test.each(all)('%s', async (_, shape) => {
    await expectEqual(plain, shape, BACKEND_NAME, referenceOf(shape));
  });

  test.each(all.filter(([, { image }]) => image[3] % 16 === 0))('%s, after another', async (_, shape) => {
    await expectEqual(afterAnother, shape, BACKEND_NAME, referenceOf(shape));
  });
});

test('a filter gradient of many images is the sum of those of some at a time', async () => {
  await tf.setBackend(BACKEND_NAME);
  const [batch, some] = [64, 8];
  const [whole, sum] = tf.tidy(() => {
    const images = numbers([batch, 32, 32, 16], 1);
    const filter = numbers([3, 3, 16, 16], 2);
    const gradient = (x: tf.Tensor) =>
      tf.grad((w) => tf.square(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same')))(filter);
    const parts = Array.from({ length: batch / some }, (_, i) =>
      gradient(tf.slice(images, i * some, some)).arraySync(),
    );
    return [gradient(images), tf.sum(tf.tensor(parts), 0)];
  });
  expect(relativeError(await whole!.data(), await sum!.data())).toBeLessThan(1e-5);
  tf.dispose([whole!, sum!]);
});
