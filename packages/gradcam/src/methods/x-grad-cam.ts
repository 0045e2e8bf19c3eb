import * as tf from '@tensorflow/tfjs-core';
import { type GradientCam, gradientCam } from './gradient-cam.js';

/**
 * XGrad-CAM: Σₖ wₖ Aₖ with wₖ = Σᵢⱼ g A / Σᵢⱼ A, so that the map adds up to Σ g A. Channels that sum to zero
 * contribute nothing.
 *
 * The weights are averages of the gradient only where A is never negative: channels of a signed map may
 * sum to almost zero, and their weights then have no bound. Hence signed maps are refused.
 * Fu et al., https://arxiv.org/abs/2008.02312
 *
 * @throws ConvzooError `invalid-model` if the cut's map isn't rectified.
 */
export function xGradCam(): GradientCam {
  return gradientCam(
    'xgradcam',
    (a, g) => tf.mul(a, tf.divNoNan(tf.sum(tf.mul(a, g), [1, 2], true), tf.sum(a, [1, 2], true))),
    { needsRectified: true },
  );
}
