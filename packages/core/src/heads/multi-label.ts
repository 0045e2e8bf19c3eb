import * as tf from '@tensorflow/tfjs-core';
import { ConvzooError, describe } from '../errors/index.js';
import { classIndex, classNames } from './classes.js';
import { ranked } from './decode.js';
import type { Head } from './head.js';
import { sigmoidCrossEntropy } from './losses.js';
import { checkShare, checkWeights } from './validate.js';

export interface MultiLabelHeadOptions {
  /** Targets move by half of this towards 1/2. Default 0. */
  labelSmoothing?: number;
  /** Factor on the loss of a positive target, per class, against rare labels. Default all 1. */
  positiveWeights?: readonly number[];
  /** Score from which a label holds: one for all, or one per class. Default 0.5. */
  threshold?: number | readonly number[];
}

/** Multi-label classification: any number of the classes holds, each judged on its own. */
export function multiLabelHead(
  classes: readonly string[] | number,
  { labelSmoothing = 0, positiveWeights, threshold = 0.5 }: MultiLabelHeadOptions = {},
): Head {
  const names = classNames(classes);
  const thresholds = typeof threshold === 'number' ? names.map(() => threshold) : threshold;
  checkShare('label smoothing', labelSmoothing, { below: true });
  checkWeights('positive weights', positiveWeights, names.length);
  checkWeights('thresholds', thresholds, names.length);
  for (const value of thresholds) checkShare('threshold', value);
  const correct = (targets: tf.Tensor2D, scores: tf.Tensor2D): tf.Tensor =>
    tf.cast(
      tf.equal(tf.greaterEqual(scores, tf.tensor1d([...thresholds])), tf.greaterEqual(targets, 0.5)),
      'float32',
    );
  return {
    specificationVersion: 'v1',
    kind: 'multi-label',
    classes: names,
    thresholds: [...thresholds],
    units: names.length,
    activate: (logits) => tf.sigmoid(logits),
    loss: (targets, logits) => sigmoidCrossEntropy(targets, logits, { labelSmoothing, positiveWeights }),
    encode: (label) => {
      if (typeof label === 'boolean') {
        throw new ConvzooError('invalid-argument', {
          subject: 'labels of a multi-label sample',
          expected: 'a list of classes, by name or index',
          found: describe(label),
        });
      }
      const target = new Float32Array(names.length);
      for (const one of typeof label === 'object' ? label : [label]) target[classIndex(names, one)] = 1;
      return target;
    },
    decode: (scores, { top } = {}) => {
      const all = ranked(names, scores);
      return top === undefined
        ? all.filter(({ index, score }) => score >= (thresholds[index] ?? 1))
        : all.slice(0, top);
    },
    metrics: {
      exactMatch: (targets, scores) => tf.tidy(() => tf.min<tf.Tensor1D>(correct(targets, scores), 1)),
      labelAccuracy: (targets, scores) => tf.tidy(() => tf.mean<tf.Tensor1D>(correct(targets, scores), 1)),
    },
  };
}
