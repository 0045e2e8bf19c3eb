import * as tf from '@tensorflow/tfjs-core';
import { imageByImage } from './image-by-image.js';
import type { Method } from './method.js';
import { largestMagnitude, meanPixelGradients, overChannels } from './pixel-gradients.js';

export interface SmoothGradOptions {
  /** Number of noisy copies of the image. Default 25. */
  samples?: number;
  /** Standard deviation of the noise as a fraction of the image's range of values. Default 0.15. */
  noise?: number;
  seed?: number;
}

/**
 * SmoothGrad: the gradient with respect to the pixels, averaged over noisy copies of the image; per pixel
 * its largest magnitude over channels. The map has the image's size. Needs nothing of the network but its
 * gradient.
 * Smilkov et al., https://arxiv.org/abs/1706.03825
 */
export function smoothGrad({ samples = 25, noise = 0.15, seed = 1 }: SmoothGradOptions = {}): Method {
  return {
    name: 'smoothgrad',
    run: (query) =>
      imageByImage(query, async (image) => {
        const { x } = image;
        const [, height, width, channels] = x.shape;
        const gradients = await meanPixelGradients(image, samples, (start, end) => {
          const deviation = tf.mul(tf.sub(tf.max(x), tf.min(x)), noise);
          const copies = Array.from({ length: end - start }, (_, i) =>
            tf.randomNormal<tf.Rank.R4>([1, height, width, channels], 0, 1, 'float32', seed + start + i),
          );
          return tf.add<tf.Tensor4D>(x, tf.mul(tf.concat(copies), deviation));
        });
        return gradients.map((gradient) => overChannels(gradient, x, largestMagnitude));
      }),
  };
}
