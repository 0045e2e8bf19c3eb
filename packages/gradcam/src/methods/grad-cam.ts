import * as tf from '@tensorflow/tfjs-core';
import { type GradientCam, gradientCam } from './gradient-cam.js';

/**
 * Grad-CAM: Σₖ αₖ Aₖ with αₖ the mean of the gradient over the map.
 * Selvaraju et al., https://arxiv.org/abs/1610.02391
 */
export const gradCam: GradientCam = gradientCam('gradcam', (a, g) => tf.mul(a, tf.mean(g, [1, 2], true)));
