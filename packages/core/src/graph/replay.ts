import * as tf from '@tensorflow/tfjs-core';

/**
 * What a TF.js backend may offer besides kernels, as `@convzoo/tfjs-backend-onnxruntime` does: functions that
 * are recorded once and then run as one program.
 */
export interface ReplayingBackend {
  /**
   * Computes a function of a tensor.
   *
   * @param owner Stands for the function: what is computed with equal owners, shapes and weights is equal.
   * @param weights TF.js's ids of all data that the function uses besides its input
   */
  replay(
    owner: object,
    compute: (x: tf.Tensor) => tf.Tensor,
    x: tf.Tensor,
    weights: readonly object[],
  ): tf.Tensor;
  /** Frees what has been recorded of a function. */
  forget(owner: object): void;
}

/** The current backend, if it can replay functions. */
export function replayingBackend(): ReplayingBackend | undefined {
  const backend: tf.KernelBackend & Partial<ReplayingBackend> = tf.backend();
  const { replay, forget } = backend;
  if (replay === undefined || forget === undefined) return undefined;
  return { replay: replay.bind(backend), forget: forget.bind(backend) };
}
