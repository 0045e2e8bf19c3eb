import * as tf from '@tensorflow/tfjs-core';
import { type GradientCam, gradientCam } from './gradient-cam.js';

/**
 * Element-wise Grad-CAM: Σₖ ReLU(g ⊙ A), rectified before the channels are added. On a signed map, a
 * negative activation with a negative gradient counts as evidence for the target.
 * Pillai and Pirsiavash, "Explainable Models with Consistent Interpretations", AAAI 2021.
 */
export function elementWiseGradCam(): GradientCam {
  return gradientCam('gradcam-elementwise', (a, g) => tf.relu(tf.mul(a, g)));
}
