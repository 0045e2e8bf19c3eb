import type * as tf from '@tensorflow/tfjs-core';
import type { HeadKind } from './kind.js';

/** A class by name or index; for several labels a list; for a single class also yes or no. */
export type Label = string | number | boolean | readonly (string | number)[];

export interface Prediction {
  readonly label: string;
  readonly index: number;
  /** Probability in [0, 1]. */
  readonly score: number;
}

export interface DecodeOptions {
  /** Keep this many labels, regardless of score. Without it, the head's own rule decides. */
  readonly top?: number;
}

/** One value per sample; its mean over the data is the metric. */
export type Metric = (targets: tf.Tensor2D, scores: tf.Tensor2D) => tf.Tensor1D;

/**
 * What the scores mean, all in one object, so that activation, loss, targets, decoding and metrics
 * can't disagree. Logits, scores and targets are [batch, units]. A head knows nothing of the network.
 */
export interface Head {
  readonly specificationVersion: 'v1';
  readonly kind: HeadKind;
  readonly classes: readonly string[];
  /** Scores from which each class holds, for the kinds in which classes hold or not. */
  readonly thresholds?: readonly number[];
  /** Number of logits. */
  readonly units: number;
  /** Logits to probabilities. */
  activate(logits: tf.Tensor2D): tf.Tensor2D;
  /** Mean loss over the batch, computed from logits so that it stays finite for any of them. */
  loss(targets: tf.Tensor2D, logits: tf.Tensor2D): tf.Scalar;
  /** The target row of one sample. Throws `unknown-name` or `invalid-argument` for a wrong label. */
  encode(label: Label): Float32Array;
  /** The labels of one row of scores, highest score first. */
  decode(scores: ArrayLike<number>, options?: DecodeOptions): Prediction[];
  readonly metrics: Readonly<Record<string, Metric>>;
}
