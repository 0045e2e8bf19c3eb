import * as tf from '@tensorflow/tfjs-core';
import { relativeError } from '../fixtures/relative-error.js';
import '@tensorflow/tfjs-backend-cpu';
// Registers TF.js's gradients.
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { BACKEND_NAME, registerOnnxRuntimeBackend } from '../backend/register.js';

beforeAll(() => {
  registerOnnxRuntimeBackend();
});

function numbers(shape: number[], seed: number): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(seed + i * 12.9898)),
    shape,
  );
}

type Compute = (image: tf.Tensor4D, other: tf.Tensor4D, vector: tf.Tensor1D) => tf.Tensor;

/** What follows a convolution of 16 channels, and its gradients: the image is in NCHWc there. */
async function valueAndGradients(backend: string, compute: Compute): Promise<ArrayLike<number>[]> {
  await tf.setBackend(backend);
  const results = tf.tidy(() => {
    const inputs = [numbers([2, 6, 6, 16], 1), numbers([3, 3, 16, 16], 2), numbers([16], 3)];
    const whole = (x: tf.Tensor, filter: tf.Tensor, vector: tf.Tensor) => {
      const [image, other] = [1, 2].map((factor) =>
        tf.conv2d(tf.mul<tf.Tensor4D>(x, factor), filter as tf.Tensor4D, 1, 'same'),
      );
      return compute(image!, other!, vector as tf.Tensor1D);
    };
    const [y, gradients] = [
      whole(inputs[0]!, inputs[1]!, inputs[2]!),
      tf.grads((x, filter, vector) => tf.sum(tf.square(whole(x!, filter!, vector!))))(inputs),
    ];
    return [y, ...gradients];
  });
  const data = await Promise.all(results.map((result) => result.data()));
  tf.dispose(results);
  return data;
}

const computations: Record<string, Compute> = {
  'factor and shift': (x, _, v) => tf.add(tf.mul(x, v), v),
  'vector first': (x, _, v) => tf.sub(v, tf.mul(v, x)),
  'shift, then factor': (x, _, v) => tf.mul(tf.sub(x, v), v),
  'quotient by a vector': (x, _, v) => tf.div(x, tf.add(tf.square(v), 1)),
  'relu of a sum of scaled images': (x, y, v) => tf.relu(tf.add(tf.mul(x, v), tf.mul(y, 3))),
  'sum with itself': (x, _, v) => tf.add(tf.mul(x, v), tf.mul(x, v)),
  'difference, either side scaled': (x, y, v) => tf.sub(tf.sub(x, tf.mul(y, v)), tf.sub(tf.mul(x, v), y)),
  'shift after a sum': (x, y, v) => tf.mul(tf.add(tf.add(tf.mul(x, v), y), v), v),
  'relu of an image that is used before': (x, _, v) => tf.add(tf.relu(tf.add(x, v)), tf.tanh(tf.add(x, v))),
  'an image that is not in NCHWc': (x, _, v) =>
    tf.mul(tf.mul(x, v), numbers([2, 6, 6, 16], 5) as tf.Tensor4D),
  'an operand for each image': (x, _, v) => tf.mul(tf.mul(x, v), numbers([2, 1, 1, 16], 5)),
  'means and sums': (x, _, v) => tf.add(tf.mean(x, [0, 1, 2]), tf.mul(tf.sum(x, [1, 2]), v)),
  'sums of products': (x, y, v) =>
    tf.add(tf.sum(tf.mul(x, y), [0, 1, 2]), tf.mul(tf.mean(tf.square(tf.sub(x, v)), [1, 2]), v)),
  'a product that is also needed itself': (x, y, v) =>
    tf.mul(tf.mul(tf.mul(x, y), v), tf.sum(tf.mul(x, y), [1, 2], true)),
  'rows and columns of it': (x, _, v) => tf.mul(tf.slice(x, [0, 1, 2, 0], [2, 4, 3, 16]), v),
  'rows of its rows': (x, _, v) =>
    tf.mul(tf.slice(tf.slice(x, [0, 1, 0, 0], [2, 5, 6, 16]), [0, 2, 1, 0], [2, 2, 4, 16]), v),
  'some of its channels': (x, _, v) => tf.mul(tf.slice(x, [0, 1, 0, 3], [1, 4, 6, 8]), tf.slice(v, 3, 8)),
  'concatenated images': (x, y, v) => tf.mul(tf.concat([tf.mul(x, v), y, x]), v),
  'concatenated channels': (x, y, v) => tf.mul(tf.concat([tf.mul(x, v), y], 3), tf.concat([v, v])),
  'concatenated rows': (x, y, v) => tf.mul(tf.concat([tf.mul(x, v), y], 1), v),
  'images after one that is not in NCHWc': (x, _, v) =>
    tf.mul(tf.concat([x, numbers([2, 6, 6, 16], 5) as tf.Tensor4D]), v),
  'batch norm': (x, _, v) => tf.batchNorm(x, v, tf.add(tf.square(v), 1) as tf.Tensor1D, v, v),
  'max pool': (x, _, v) => tf.maxPool(tf.mul(x, v) as tf.Tensor4D, 3, 2, 'same'),
  'max pool of equals, padded': (x, _, v) =>
    tf.maxPool(
      tf.pad(
        tf.relu(tf.sub(x, tf.add(v, 1))),
        [
          [0, 0],
          [1, 1],
          [1, 1],
          [0, 0],
        ],
        -3.4028234663852886e38,
      ) as tf.Tensor4D,
      3,
      2,
      'valid',
    ),
};

describe('images in NCHWc give what the cpu backend gives', () => {
  test.each(Object.entries(computations))('%s', async (_, compute) => {
    const expected = await valueAndGradients('cpu', compute);
    const found = await valueAndGradients(BACKEND_NAME, compute);
    found.forEach((values, i) => {
      expect(relativeError(values, expected[i]!)).toBeLessThan(1e-5);
    });
  });
});

test('every second row and column, backwards, of some rows', async () => {
  const slices = async (backend: string) => {
    await tf.setBackend(backend);
    return tf.tidy(() => {
      const image = numbers([2, 6, 6, 16], 1) as tf.Tensor4D;
      const blocked = tf.conv2d(image, numbers([3, 3, 16, 16], 2) as tf.Tensor4D, 1, 'same');
      const some = tf.slice(blocked, [0, 1, 0, 0], [2, 5, 6, 16]);
      return tf.stridedSlice(some, [0, 4, 1, 0], [2, 0, 6, 16], [1, -2, 2, 1]).dataSync();
    });
  };
  const [expected, ours] = [await slices('cpu'), await slices(BACKEND_NAME)];
  expect(ours).toHaveLength(2 * 2 * 3 * 16);
  expect(relativeError(ours, expected)).toBeLessThan(1e-5);
});

test('relu keeps NaN', async () => {
  await tf.setBackend(BACKEND_NAME);
  const loss = tf.tidy(() => {
    const x = tf.mul(numbers([1, 6, 6, 16], 1), Number.NaN) as tf.Tensor4D;
    const compute = (filter: tf.Tensor) => {
      const y = tf.conv2d(x, filter as tf.Tensor4D, 1, 'same');
      return tf.sum(tf.relu(tf.mul(y, numbers([16], 3))));
    };
    return tf.valueAndGrad(compute)(numbers([3, 3, 16, 16], 2)).value;
  });
  expect(loss.dataSync()[0]).toBeNaN();
  loss.dispose();
});
