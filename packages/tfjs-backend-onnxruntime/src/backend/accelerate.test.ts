import * as tf from '@tensorflow/tfjs-core';
// Registers TF.js's gradients.
import '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import type { Program } from '../engine/recorder.js';
import { OnnxRuntimeBackend } from './backend.js';
import { registerOnnxRuntimeBackend } from './register.js';

/** What a small network's gradients are recorded as: convolution, batch norm, relu and mean. */
async function recordedGradients(accelerate: boolean): Promise<Program> {
  const name = registerOnnxRuntimeBackend({ name: `accelerate-${accelerate}`, accelerate });
  await tf.setBackend(name);
  const backend = tf.backend();
  if (!(backend instanceof OnnxRuntimeBackend)) throw new TypeError('another backend');
  const image = tf.ones<tf.Rank.R4>([16, 6, 6, 16]);
  const filter = tf.ones<tf.Rank.R4>([3, 3, 16, 16]);
  const vector = tf.ones<tf.Rank.R1>([16]);
  backend.flush();
  const gradients = tf.grads((x, w) => {
    const convolved = tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same');
    return tf.mean(tf.relu(tf.batchNorm(convolved, vector, vector, vector, vector)));
  })([image, filter]);
  const program = backend.recorder.take();
  tf.dispose([image, filter, vector, ...gradients]);
  return program;
}

test("without acceleration programs have standard operators and TF.js's gradients", async () => {
  const { nodes } = await recordedGradients(false);
  expect(nodes.filter(({ domain }) => domain !== '')).toEqual([]);
  // The exact derivative of relu, which is NaN for NaN.
  expect(nodes.map(({ op }) => op)).toContain('IsNaN');
});

test('with acceleration gradients take fewer operators', async () => {
  const [plain, accelerated] = [await recordedGradients(false), await recordedGradients(true)];
  const computing = ({ nodes }: Program): number =>
    nodes.filter(({ op }) => ['Mul', 'Add', 'Sub', 'Where', 'ReduceSum', 'IsNaN'].includes(op)).length;
  expect(computing(accelerated)).toBeLessThan(computing(plain));
});
