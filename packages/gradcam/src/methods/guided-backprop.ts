import type { Cut } from '@convzoo/core';
import { ConvzooError } from '@convzoo/core/errors';
import * as tf from '@tensorflow/tfjs-core';
import { imageByImage } from './image-by-image.js';
import type { Method } from './method.js';
import { largestMagnitude, meanPixelGradients, overChannels } from './pixel-gradients.js';

/**
 * Guided backpropagation: the gradient with respect to the pixels where every ReLU lets back only what is
 * positive and came from a positive value; its largest magnitude over channels. The map has the image's
 * size. Throws `invalid-model` if the cut can't be given another ReLU.
 *
 * It shows edges rather than reasons: its maps hardly change when the network's weights are randomized
 * (Adebayo et al., https://arxiv.org/abs/1810.03292). Don't take it as evidence.
 *
 * Springenberg et al., https://arxiv.org/abs/1412.6806
 */
export const guidedBackprop: Method = {
  name: 'guided-backprop',
  run: (query) => {
    const cut = guided(query.cut);
    return imageByImage(query, async (image) => {
      const gradients = await meanPixelGradients({ ...image, cut }, 1, () => tf.clone(image.x));
      return gradients.map((gradient) => overChannels(gradient, image.x, largestMagnitude));
    });
  },
};

const guidedRelu: (x: tf.Tensor) => tf.Tensor = tf.customGrad((x, save) => {
  // TensorFlow.js's type doesn't say that the last argument alone is the function.
  if (typeof x === 'function' || typeof save !== 'function') throw new TypeError('customGrad has changed');
  save([x]);
  return {
    value: tf.relu(x),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(tf.relu(dy), tf.step(saved[0]!)),
  };
});

function guided(cut: Cut): Cut {
  if (cut.withRelu !== undefined) return cut.withRelu(guidedRelu);
  throw new ConvzooError('invalid-model', {
    subject: `guided backpropagation at ${cut.name}`,
    expected: 'a cut whose ReLUs can be replaced (withRelu)',
    found: 'none',
    remedy: 'Give the hand-written cut a withRelu function, or use another method.',
  });
}
