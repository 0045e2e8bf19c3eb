import * as tf from '@tensorflow/tfjs-core';
import { ConvzooError, describe } from '../errors/index.js';
import { rank1 } from '../layers/tensors.js';
import { classIndex, classNames } from './classes.js';
import { ranked } from './decode.js';
import type { Head, Metric } from './head.js';
import { softmaxCrossEntropy } from './losses.js';
import { checkShare, checkWeights } from './validate.js';

export interface MultiClassHeadOptions {
  /** Share of the target spread evenly over all classes. Default 0. */
  labelSmoothing?: number;
  /** One weight per class against class imbalance. Default all equal. */
  classWeights?: readonly number[];
}

/** Multi-class classification: exactly one of the classes holds. Scores sum to 1. */
export function multiClassHead(
  classes: readonly string[] | number,
  { labelSmoothing = 0, classWeights }: MultiClassHeadOptions = {},
): Head {
  const names = classNames(classes);
  checkShare('label smoothing', labelSmoothing, { below: true });
  checkWeights('class weights', classWeights, names.length);
  return {
    specificationVersion: 'v1',
    kind: 'multi-class',
    classes: names,
    units: names.length,
    activate: (logits) => tf.softmax(logits),
    loss: (targets, logits) =>
      softmaxCrossEntropy(targets, logits, { labelSmoothing, weights: classWeights }),
    encode: (label) => {
      if (typeof label !== 'string' && typeof label !== 'number') {
        throw new ConvzooError('invalid-argument', {
          subject: 'label of a multi-class sample',
          expected: 'one class, by name or index',
          found: describe(label),
        });
      }
      const target = new Float32Array(names.length);
      target[classIndex(names, label)] = 1;
      return target;
    },
    decode: (scores, { top = 1 } = {}) => ranked(names, scores).slice(0, top),
    metrics: { accuracy: topAccuracy(1), top5Accuracy: topAccuracy(5) },
  };
}

/** 1 where fewer than k classes score higher than the true one. */
function topAccuracy(k: number): Metric {
  return (targets, scores) =>
    tf.tidy(() => {
      const truth = tf.sum(tf.mul(targets, scores), 1, true);
      const higher = tf.sum(tf.cast(tf.greater(scores, truth), 'float32'), 1);
      return rank1(tf.cast(tf.less(higher, k), 'float32'));
    });
}
