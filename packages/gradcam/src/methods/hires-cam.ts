import * as tf from '@tensorflow/tfjs-core';
import { type GradientCam, gradientCam } from './gradient-cam.js';

/**
 * HiResCAM: Σₖ g ⊙ A. For a head that is one dense layer, the map adds up to the logit minus its bias, on
 * rectified and signed maps alike. It is the faithful choice where the gradient varies over the map, as
 * with the dense layers of VGG and AlexNet.
 * Draelos and Carin, https://arxiv.org/abs/2011.08891
 */
export function hiResCam(): GradientCam {
  return gradientCam('hirescam', (a, g) => tf.mul(a, g));
}
