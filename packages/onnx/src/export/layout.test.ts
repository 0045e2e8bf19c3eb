import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { exportModel } from './export-model.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** The operators that a function of one image batch `[batch, 8, 8, 4]` becomes. */
async function operators(compute: (x: tf.Tensor4D) => tf.Tensor): Promise<string[]> {
  const { nodes } = await exportModel({
    compute: (x) => compute(x as tf.Tensor4D),
    inputs: [{ name: 'x', shape: [null, 8, 8, 4] }],
    outputs: ['y'],
  });
  return nodes.map(({ op }) => op);
}

const filter = () => tf.ones<tf.Rank.R4>([3, 3, 4, 4]);
const vector = () => tf.ones<tf.Rank.R1>([4]);

describe('images are transposed at the borders only', () => {
  test('through batch norm, broadcast operands, activations and residuals', async () => {
    const ops = await operators((x) => {
      const first = tf.relu(
        tf.add<tf.Tensor4D>(tf.batchNorm(tf.conv2d(x, filter(), 1, 'same'), vector(), vector()), vector()),
      );
      const second = tf.mul<tf.Tensor4D>(tf.conv2d(first, filter(), 1, 'same'), 2);
      return tf.maxPool(tf.add<tf.Tensor4D>(first, second), 2, 2, 'valid');
    });
    expect(ops.filter((op) => op === 'Transpose')).toHaveLength(2);
  });

  test('through padding', async () => {
    const ops = await operators((x) => {
      const pad = (t: tf.Tensor4D) =>
        tf.pad(t, [
          [0, 0],
          [1, 1],
          [1, 1],
          [0, 0],
        ]);
      return tf.conv2d(pad(tf.relu(tf.conv2d(pad(x), filter(), 1, 'valid'))), filter(), 2, 'valid');
    });
    expect(ops).toEqual(['Transpose', 'Conv', 'Relu', 'Conv', 'Transpose']);
  });

  test('through means and sums', async () => {
    const ops = await operators((x) => tf.sum(tf.mean(tf.conv2d(x, filter(), 1, 'same'), [1, 2]), 1));
    expect(ops.filter((op) => op === 'Transpose')).toHaveLength(1);
  });
});

test('a broadcast is put off until its elements are needed', async () => {
  const ops = await operators((x) => {
    const spread = tf.tile(tf.mean(x, [1, 2], true), [1, 8, 8, 1]);
    return tf.sub(x, tf.mul(tf.add(spread, 1), 3));
  });
  expect(ops).not.toContain('Tile');
  expect(ops).not.toContain('Expand');
});

test('a padded max pool keeps its zeros unless the image is rectified', async () => {
  const pooled = (x: tf.Tensor4D) =>
    tf.maxPool(
      tf.pad(x, [
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ]),
      3,
      2,
      'valid',
    );
  expect(await operators((x) => pooled(tf.neg(x)))).toContain('Pad');
  expect(await operators((x) => pooled(tf.relu(tf.conv2d(x, filter(), 1, 'same'))))).not.toContain('Pad');
});

test('a convolution is tiled along both axes if the batch is known to have enough tiles', async () => {
  const kernels = async (batch: number): Promise<string[]> => {
    const { nodes } = await exportModel(
      {
        compute: (x) => tf.conv2d(x as tf.Tensor4D, tf.ones<tf.Rank.R4>([3, 3, 128, 128]), 1, 'same'),
        inputs: [{ name: 'x', shape: [null, 8, 8, 128] }],
        outputs: ['y'],
      },
      { batch, block: 8 },
    );
    return nodes.flatMap(({ attributes: { kernel_shape } }) => (kernel_shape ? [String(kernel_shape)] : []));
  };
  // Between the transforms, 1-D Winograd leaves a row of three taps, and 2-D Winograd a single product.
  expect(await kernels(1)).toContain('1,3');
  expect(await kernels(8)).not.toContain('1,3');
});
