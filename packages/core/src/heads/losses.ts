import * as tf from '@tensorflow/tfjs-core';

/**
 * Cross-entropy of softmax(logits) against target distributions, as PyTorch's `CrossEntropyLoss`:
 * with class weights w the batch mean is Σ w·q·(-log p) / Σ w·t, where q are the smoothed targets.
 */
export function softmaxCrossEntropy(
  targets: tf.Tensor2D,
  logits: tf.Tensor2D,
  { labelSmoothing, weights }: { labelSmoothing: number; weights: readonly number[] | undefined },
): tf.Scalar {
  return tf.tidy(() => {
    const classes = logits.shape[1];
    const smoothed = tf.add(tf.mul(targets, 1 - labelSmoothing), labelSmoothing / classes);
    const losses = tf.neg(tf.mul(smoothed, tf.logSoftmax(logits)));
    if (weights === undefined) return scalar(tf.div(tf.sum(losses), logits.shape[0]));
    const w = tf.tensor1d([...weights]);
    return scalar(tf.div(tf.sum(tf.mul(losses, w)), tf.sum(tf.mul(targets, w))));
  });
}

/**
 * Mean binary cross-entropy of sigmoid(logits), as PyTorch's `BCEWithLogitsLoss`: positive weights
 * multiply the loss of positive targets only. Written with softplus, whose value is finite and whose
 * gradient is right at every logit, 0 included.
 */
export function sigmoidCrossEntropy(
  targets: tf.Tensor2D,
  logits: tf.Tensor2D,
  {
    labelSmoothing,
    positiveWeights,
  }: { labelSmoothing: number; positiveWeights: readonly number[] | undefined },
): tf.Scalar {
  return tf.tidy(() => {
    const smoothed = tf.add(tf.mul(targets, 1 - labelSmoothing), labelSmoothing / 2);
    const positive = tf.mul(smoothed, tf.softplus(tf.neg(logits)));
    const negative = tf.mul(tf.sub(1, smoothed), tf.softplus(logits));
    const weighted =
      positiveWeights === undefined ? positive : tf.mul(positive, tf.tensor1d([...positiveWeights]));
    return scalar(tf.mean(tf.add(weighted, negative)));
  });
}

function scalar(x: tf.Tensor): tf.Scalar {
  return tf.reshape(x, []);
}
