import * as tf from '@tensorflow/tfjs-core';
import { type GradientCam, gradientCam } from './gradient-cam.js';

/**
 * Grad-CAM: Σₖ αₖ Aₖ, where αₖ is the mean over the map of the target's gradient with respect to channel k.
 * On a signed map, a negative activation with a negative weight counts as evidence for the target.
 * Selvaraju et al., https://arxiv.org/abs/1610.02391
 */
export function gradCam(): GradientCam {
  return gradientCam('gradcam', (a, g) => tf.mul(a, tf.mean(g, [1, 2], true)));
}
