import * as tf from '@tensorflow/tfjs-core';

/** Computes what replaces pixels removed from images [batch, height, width, channels]. */
export type Baseline = (x: tf.Tensor4D) => tf.Tensor4D;

/** Zero in the network's input units, which is the mean color after normalization. */
export const zero: Baseline = (x) => tf.zerosLike(x);

/** Images blurred by a Gaussian, σ = 5 in a window of 11 pixels, as RISE's authors start insertion from. */
export const blurred: Baseline = (x) =>
  tf.tidy(() => {
    const weights = tf.exp(tf.div(tf.neg(tf.square(tf.range(-5, 6))), 2 * 5 ** 2));
    // Pixels of the window outside the image don't count.
    return tf.div(blur(x, weights), blur(tf.onesLike(x), weights));
  });

function blur(x: tf.Tensor4D, weights: tf.Tensor): tf.Tensor4D {
  const channels = x.shape[3];
  const pass = (images: tf.Tensor4D, height: number, width: number): tf.Tensor4D => {
    const kernel = tf.reshape<tf.Rank.R4>(weights, [height, width, 1, 1]);
    return tf.depthwiseConv2d(images, tf.tile<tf.Tensor4D>(kernel, [1, 1, channels, 1]), 1, 'same');
  };
  const size = weights.size;
  return pass(pass(x, size, 1), 1, size);
}
