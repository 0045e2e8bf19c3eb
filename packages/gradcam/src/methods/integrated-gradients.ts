import * as tf from '@tensorflow/tfjs-core';
import { imageByImage } from './image-by-image.js';
import type { Method } from './method.js';
import { meanPixelGradients, overChannels, total } from './pixel-gradients.js';

export interface IntegratedGradientsOptions {
  /** Points on the path from the baseline to the image. Default 32. */
  steps?: number;
  /** Value of every pixel of the baseline, in the network's input units. Default 0. */
  baseline?: number;
}

/**
 * Integrated gradients: (x - x′) times the mean gradient along the straight path from the baseline x′ to the
 * image x, by the midpoint rule, summed over channels. With enough steps the map adds up to the target's
 * score for the image minus its score for the baseline. The map has the image's size. Needs nothing of the
 * network but its gradient.
 * Sundararajan et al., https://arxiv.org/abs/1703.01365
 */
export function integratedGradients({ steps = 32, baseline = 0 }: IntegratedGradientsOptions = {}): Method {
  return {
    name: 'integrated-gradients',
    run: (query) =>
      imageByImage(query, async (image) => {
        const { x } = image;
        const gradients = await meanPixelGradients(image, steps, (start, end) => {
          const fractions = Array.from({ length: end - start }, (_, i) => (start + i + 0.5) / steps);
          const position = tf.tensor4d(fractions, [end - start, 1, 1, 1]);
          return tf.add(tf.mul(tf.sub(x, baseline), position), baseline);
        });
        const pixels = await x.data();
        return gradients.map((gradient) =>
          overChannels(
            gradient.map((value, i) => value * (pixels[i]! - baseline)),
            x,
            total,
          ),
        );
      }),
  };
}
