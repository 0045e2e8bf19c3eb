import * as tf from '@tensorflow/tfjs-core';
import { type GradientCam, gradientCam } from './gradient-cam.js';

/**
 * HiResCAM: Σₖ g ⊙ A, which for a head of one dense layer adds up to the logit less its bias. The
 * faithful choice where the gradient varies over the map, as with VGG's and AlexNet's dense layers.
 * Draelos and Carin, https://arxiv.org/abs/2011.08891
 */
export const hiResCam: GradientCam = gradientCam('hirescam', (a, g) => tf.mul(a, g));
