import * as tf from '@tensorflow/tfjs-core';
import { rank1 } from './tensors.js';

export interface BatchNormalisation {
  readonly y: tf.Tensor4D;
  readonly mean: tf.Tensor1D;
  /** Biased, as it normalises. */
  readonly variance: tf.Tensor1D;
}

/**
 * γ·x̂ + β with x̂ = (x - μ)/√(σ² + ε) by the batch's own μ and σ². Its gradient with respect to x is
 * γ/√(σ² + ε) · (dy - mean(dy) - x̂·mean(dy·x̂)), written out because deriving it operation by operation costs
 * TensorFlow.js several times as many passes over the map.
 */
export function normaliseBatch(
  x: tf.Tensor4D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  epsilon: number,
): BatchNormalisation {
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  const scale = tf.rsqrt(tf.add(variance, epsilon));
  const normalise = tf.customGrad<tf.Tensor4D>((...inputsAndSave) => {
    const save = inputsAndSave.at(-1);
    const normalised = tf.mul(tf.sub(x, mean), scale);
    if (typeof save === 'function') save([normalised, tf.mul(gamma, scale)]);
    return { value: tf.add(tf.mul(normalised, gamma), beta), gradFunc };
  });
  return { y: normalise(x, gamma, beta), mean: rank1(mean), variance: rank1(variance) };
}

function gradFunc(dy: tf.Tensor, [normalised, slope]: tf.Tensor[]): tf.Tensor[] {
  const axes = [0, 1, 2];
  const count = dy.size / slope!.size;
  const dBeta = tf.sum(dy, axes);
  const dGamma = tf.sum(tf.mul(dy, normalised!), axes);
  const centred = tf.sub(dy, tf.div(dBeta, count));
  const dx = tf.mul(tf.sub(centred, tf.mul(normalised!, tf.div(dGamma, count))), slope!);
  return [dx, dGamma, dBeta];
}
