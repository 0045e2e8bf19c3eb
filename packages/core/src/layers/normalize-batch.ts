import * as tf from '@tensorflow/tfjs-core';
import { rank1 } from './tensors.js';

export interface BatchNormalization {
  readonly y: tf.Tensor4D;
  readonly mean: tf.Tensor1D;
  /** Biased, as it normalizes. */
  readonly variance: tf.Tensor1D;
}

/**
 * γ·x̂ + β with x̂ = (x - μ)/√(σ² + ε) by the batch's own μ and σ². Its gradient with respect to x is
 * γ/√(σ² + ε) · (dy - mean(dy) - x̂·mean(dy·x̂)), written out because deriving it operation by operation
 * costs TensorFlow.js several times as many passes over the map; vectors are multiplied with vectors first
 * for the same reason.
 */
export function normalizeBatch(
  x: tf.Tensor4D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  epsilon: number,
): BatchNormalization {
  const mean = tf.mean(x, axes, true);
  const centered = tf.sub(x, mean);
  const variance = tf.mean(tf.square(centered), axes);
  const scale = tf.rsqrt(tf.add(variance, epsilon));
  const normalize = tf.customGrad<tf.Tensor4D>((...inputsAndSave) => {
    const save = inputsAndSave.at(-1);
    const slope = tf.mul(gamma, scale);
    if (typeof save === 'function') save([centered, scale, slope]);
    return { value: tf.add(tf.mul(centered, slope), beta), gradFunc };
  });
  return {
    y: normalize(x, gamma, beta),
    mean: rank1(tf.reshape(mean, gamma.shape)),
    variance: rank1(variance),
  };
}

const axes = [0, 1, 2];

function gradFunc(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const [centered, scale, slope] = [saved[0]!, saved[1]!, saved[2]!];
  const count = dy.size / slope.size;
  const dBeta = tf.sum(dy, axes);
  const dGamma = tf.mul(tf.sum(tf.mul(dy, centered), axes), scale);
  const ofMean = tf.mul(slope, tf.div(dBeta, count));
  const ofVariance = tf.mul(tf.mul(slope, scale), tf.div(dGamma, count));
  const dx = tf.sub(tf.sub(tf.mul(dy, slope), tf.mul(centered, ofVariance)), ofMean);
  return [dx, dGamma, dBeta];
}
