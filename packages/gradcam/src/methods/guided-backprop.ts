import type { Cut } from '@convzoo/core';
import { ConvzooError } from '@convzoo/core/errors';
import * as tf from '@tensorflow/tfjs-core';
import { imageByImage } from './image-by-image.js';
import type { Method } from './method.js';
import { largestMagnitude, meanPixelGradients, overChannels } from './pixel-gradients.js';

/**
 * Guided backpropagation: the gradient with respect to the pixels, where every ReLU passes back only
 * positive gradients and only at positive inputs; per pixel its largest magnitude over channels. The map
 * has the image's size. The method is defined by its ReLUs: for a network without any (SiLU, GELU) it
 * would be the plain gradient, so such networks are refused.
 *
 * It shows edges rather than evidence: its maps hardly change when the network's weights are randomized
 * (Adebayo et al., https://arxiv.org/abs/1810.03292).
 *
 * Springenberg et al., https://arxiv.org/abs/1412.6806
 *
 * @throws ConvzooError `invalid-model` if the cut has no `withRelu`, or no ReLU to replace.
 */
export function guidedBackprop(): Method {
  return {
    name: 'guided-backprop',
    run: (query) => {
      const cut = guided(query.cut);
      return imageByImage(query, async (image) => {
        const gradients = await meanPixelGradients({ ...image, cut }, 1, () => tf.clone(image.x));
        return gradients.map((gradient) => overChannels(gradient, image.x, largestMagnitude));
      });
    },
  };
}

const guidedRelu: (x: tf.Tensor) => tf.Tensor = tf.customGrad((x, save) => {
  // TensorFlow.js's type doesn't say that only the last argument is the function.
  if (typeof x === 'function' || typeof save !== 'function') throw new TypeError('customGrad has changed');
  save([x]);
  return {
    value: tf.relu(x),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(tf.relu(dy), tf.step(saved[0]!)),
  };
});

/** The cut with guided ReLUs, whose logits throw if a pass has met none. */
function guided(cut: Cut): Cut {
  if (cut.withRelu === undefined) throw withoutRelu(cut, 'a cut without withRelu');
  let replaced = false;
  const twin = cut.withRelu((x) => {
    replaced = true;
    return guidedRelu(x);
  });
  return {
    ...cut,
    features: (x) => twin.features(x),
    logits: (a) => {
      const logits = twin.logits(a);
      if (!replaced) throw withoutRelu(cut, 'a network without ReLUs');
      return logits;
    },
  };
}

function withoutRelu(cut: Cut, found: string): ConvzooError {
  return new ConvzooError('invalid-model', {
    subject: `guided-backprop at ${cut.name}`,
    expected: 'a network whose ReLUs can be replaced (withRelu)',
    found,
    remedy: 'Use another method, or give a hand-written cut a withRelu function.',
  });
}
