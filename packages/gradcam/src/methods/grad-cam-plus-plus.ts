import * as tf from '@tensorflow/tfjs-core';
import { type GradientCam, gradientCam } from './gradient-cam.js';

/**
 * Grad-CAM++: Σₖ wₖ Aₖ with wₖ = Σᵢⱼ αᵢⱼₖ ReLU(gᵢⱼₖ) and α = g² / (2 g² + g³ Σᵢⱼ A), equation 19 of the paper,
 * where the class score is the exponential of the target. That exponential cancels in α and scales the
 * map alone, so it is left out. α counts only where g > 0, hence is computed there only.
 * Chattopadhyay et al., https://arxiv.org/abs/1710.11063
 */
export const gradCamPlusPlus: GradientCam = gradientCam('gradcam++', (a, g) => {
  const positive = tf.relu(g);
  // α · ReLU(g), with g² divided out of the fraction.
  const weighted = tf.divNoNan(positive, tf.add(2, tf.mul(positive, tf.sum(a, [1, 2], true))));
  return tf.mul(a, tf.sum(weighted, [1, 2], true));
});
