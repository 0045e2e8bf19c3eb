import * as tf from '@tensorflow/tfjs-core';
import { startedRuntime } from './current.js';
import type { Runtime } from './runtime.js';

/** Shortest times of the micro-benchmark, in milliseconds. */
export interface Speed {
  readonly inferenceMs: number;
}

/** And of a training step: the forward pass, and the gradients of all weights. */
export interface TrainingSpeed extends Speed {
  readonly trainingMs: number;
}

/** Multiply-adds of one inference of the micro-benchmark. */
export const SPEED_MACS: number = 3 * 56 ** 2 * 9 * 32 ** 2 + 28 ** 2 * 9 * 32 * 64 + 64 * 10;

/** Enough for engines that compile or fold weights after some runs; slow engines stop earlier. */
const warmups = { runs: 10, ms: 500 };
const samples = { fewest: 3, most: 20, ms: 200 };
/** A run that takes longer is not repeated. */
const slowMs = 1000;

/**
 * Measures the engine that is set up with a residual block of 32 channels at 56 x 56, a strided convolution to 64
 * channels, global average pooling and ten classes: one image, float32, results read back. It takes about a second.
 * Inference is compiled where the engine compiles it; training is TF.js's, whose gradients importing `@tensorflow/tfjs-layers`
 * registers.
 */
export async function measureSpeed(options: { readonly training: true }): Promise<TrainingSpeed>;
export async function measureSpeed(options?: { readonly training?: boolean }): Promise<Speed>;
export async function measureSpeed({ training = false } = {}): Promise<Speed | TrainingSpeed> {
  const inferenceMs = await inferenceTime(startedRuntime());
  return training ? { inferenceMs, trainingMs: await trainingTime() } : { inferenceMs };
}

/** Milliseconds of an inference, compiled where the runtime compiles. */
export async function inferenceTime(runtime: Runtime | undefined): Promise<number> {
  const { image, filters } = inputs();
  const compute = (x: tf.Tensor): tf.Tensor => network(x as tf.Tensor4D, filters);
  try {
    if (runtime?.compile === undefined) {
      return await shortest(async () => {
        const result = tf.tidy(() => compute(image));
        await result.data();
        result.dispose();
      });
    }
    const values = Float32Array.from(await image.data());
    const compiled = await runtime.compile(compute, image.shape);
    try {
      return await shortest(() => compiled.run(values));
    } finally {
      compiled.dispose();
    }
  } finally {
    tf.dispose([image, ...filters]);
  }
}

async function trainingTime(): Promise<number> {
  const { image, filters } = inputs();
  const gradients = tf.grads((...all: tf.Tensor[]) => tf.sum(tf.square(network(image, all))));
  try {
    return await shortest(async () => {
      // The first filter's gradient is computed last.
      const gradient = tf.tidy(() => gradients(filters)[0]!);
      await gradient.data();
      gradient.dispose();
    });
  } finally {
    tf.dispose([image, ...filters]);
  }
}

function inputs(): { image: tf.Tensor4D; filters: tf.Tensor[] } {
  const shapes = [...Array.from({ length: 3 }, () => [3, 3, 32, 32]), [3, 3, 32, 64], [64, 10]];
  return {
    image: tf.randomUniform<tf.Rank.R4>([1, 56, 56, 32], -1, 1, 'float32', 1),
    filters: shapes.map(weights),
  };
}

function weights(shape: number[]): tf.Tensor {
  const bound = Math.sqrt(6 / shape.slice(0, -1).reduce((product, size) => product * size, 1));
  return tf.randomUniform(shape, -bound, bound, 'float32', 1);
}

function network(image: tf.Tensor4D, [first, second, third, strided, dense]: tf.Tensor[]): tf.Tensor {
  const conv = (x: tf.Tensor4D, filter: tf.Tensor | undefined, strides = 1): tf.Tensor4D =>
    tf.conv2d(x, filter as tf.Tensor4D, strides, 'same');
  const stem = tf.relu(conv(image, first));
  const branch = conv(tf.relu(conv(stem, second)), third);
  const block = tf.relu(tf.add<tf.Tensor4D>(stem, branch));
  const pooled = tf.mean<tf.Tensor2D>(tf.relu(conv(block, strided, 2)), [1, 2]);
  return tf.matMul(pooled, dense as tf.Tensor2D);
}

/** Shortest time of several runs, in milliseconds. */
async function shortest(compute: () => Promise<unknown>): Promise<number> {
  const run = async (): Promise<number> => {
    const start = performance.now();
    await compute();
    return performance.now() - start;
  };
  for (let done = 0, ms = 0; done < warmups.runs && ms < warmups.ms; done++) ms += await run();
  const times: number[] = [];
  for (let ms = 0; times.length < samples.fewest || (times.length < samples.most && ms < samples.ms); ) {
    const time = await run();
    times.push(time);
    if (time > slowMs) break;
    ms += time;
  }
  return Math.min(...times);
}
