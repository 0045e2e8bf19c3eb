import * as tf from '@tensorflow/tfjs-core';
import { type GradientCam, gradientCam } from './gradient-cam.js';

/**
 * XGrad-CAM: Σₖ wₖ Aₖ with wₖ = Σᵢⱼ g A / Σᵢⱼ A, so that the map adds up to Σ g A. A channel whose sum is
 * zero counts nothing; on a map that isn't rectified such sums are near zero by chance and weights explode.
 * Fu et al., https://arxiv.org/abs/2008.02312
 */
export const xGradCam: GradientCam = gradientCam('xgradcam', (a, g) =>
  tf.mul(a, tf.divNoNan(tf.sum(tf.mul(a, g), [1, 2], true), tf.sum(a, [1, 2], true))),
);
