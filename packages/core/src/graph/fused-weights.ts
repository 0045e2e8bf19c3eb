import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { BatchNorm } from '../layers/batch-norm.js';

export interface FusedWeights {
  readonly kernel: tf.Tensor;
  readonly bias: tf.Tensor1D | undefined;
}

/** Weights ready for inference, recomputed only when a weight has changed. */
export interface FusedWeightsCache {
  read(): FusedWeights;
  dispose(): void;
}

/**
 * Folds an inference-mode batch norm into the convolution before it:
 * kernel · γ/√(σ²+ε) and (bias - μ) · γ/√(σ²+ε) + β. The layers' own weights stay as they are.
 * Without a norm the layer's weights are used directly.
 */
export function fusedWeights(layer: tfl.layers.Layer, norm: BatchNorm | undefined): FusedWeightsCache {
  if (norm === undefined) {
    return {
      read: () => {
        const [kernel, bias] = layer.weights.map((weight) => weight.read());
        return { kernel: kernel!, bias: bias as tf.Tensor1D | undefined };
      },
      dispose: () => {},
    };
  }
  let sources: readonly object[] = [];
  let folded: FusedWeights | undefined;
  const dispose = (): void => {
    tf.dispose([folded?.kernel, folded?.bias].filter((tensor) => tensor !== undefined));
    folded = undefined;
  };
  return {
    read: () => {
      // Assigning a variable changes its data id, so that comparing ids is a cheap test for changes.
      const current = [...layer.weights, ...norm.weights].map((weight) => weight.read().dataId);
      if (folded === undefined || current.some((id, i) => id !== sources[i])) {
        dispose();
        folded = fold(layer, norm);
        sources = current;
      }
      return folded;
    },
    dispose,
  };
}

function fold(layer: tfl.layers.Layer, norm: BatchNorm): FusedWeights {
  return tf.tidy(() => {
    const [kernel, bias] = layer.weights.map((weight) => weight.read());
    const { gamma, beta, mean, variance } = norm.parameters();
    const scale = tf.mul(gamma.read(), tf.rsqrt(tf.add(variance.read(), norm.epsilon)));
    const centered = bias === undefined ? tf.neg(mean.read()) : tf.sub(bias, mean.read());
    return {
      kernel: tf.keep(tf.mul(kernel!, scale)),
      bias: tf.keep(tf.add<tf.Tensor1D>(tf.mul(centered, scale), beta.read())),
    };
  });
}
