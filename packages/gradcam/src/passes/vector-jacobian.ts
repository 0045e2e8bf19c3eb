import type { Cut } from '@convzoo/core';
import * as tf from '@tensorflow/tfjs-core';
// tfjs-core has no gradients of its operations; tfjs-layers registers them.
import '@tensorflow/tfjs-layers';
import { ConvzooError } from '@convzoo/core/errors';

/**
 * The gradient of the logits, weighted by `cotangent` [n, units], with respect to maps `a` [n, h, w, k]:
 * one vector-Jacobian product through the head alone. Samples don't mix, since the head is in inference
 * mode.
 * @throws ConvzooError `invalid-model` if the head isn't differentiable.
 */
export function headGradient(cut: Cut, a: tf.Tensor4D, cotangent: tf.Tensor2D): tf.Tensor4D {
  return vectorJacobian((maps) => cut.logits(maps), a, cotangent, `head of ${cut.name}`);
}

/** The same with respect to the pixels of images `x` [n, height, width, channels], through all layers. */
export function pixelGradient(cut: Cut, x: tf.Tensor4D, cotangent: tf.Tensor2D): tf.Tensor4D {
  return vectorJacobian((images) => cut.logits(cut.features(images)), x, cotangent, `network at ${cut.name}`);
}

function vectorJacobian(
  f: (x: tf.Tensor4D) => tf.Tensor2D,
  x: tf.Tensor4D,
  cotangent: tf.Tensor2D,
  subject: string,
): tf.Tensor4D {
  try {
    // The reshapes cost nothing and give the tensors their static rank.
    const gradient = tf.grad((input) => f(tf.reshape<tf.Rank.R4>(input, x.shape)));
    return tf.tidy(() => tf.reshape<tf.Rank.R4>(gradient(x, cotangent), x.shape));
  } catch (cause) {
    throw new ConvzooError('invalid-model', {
      subject,
      expected: 'a differentiable function from its input to the logits',
      found: cause instanceof Error ? cause.message : `${cause}`,
      remedy: 'Use only TensorFlow.js operations in it.',
      cause,
    });
  }
}
