import * as tf from '@tensorflow/tfjs-core';
import { type GradientCam, gradientCam } from './gradient-cam.js';

/**
 * Grad-CAM++: Σₖ wₖ Aₖ with wₖ = Σᵢⱼ αᵢⱼₖ ReLU(gᵢⱼₖ) and α = g² / (2 g² + g³ Σᵢⱼ A), equation 19 of the
 * paper, where the class score is the exponential of the target. The exponential cancels in α and otherwise
 * only scales the map, so it is left out. α is computed where g > 0, the only places where it counts.
 *
 * On a rectified map α lies between 0 and 1/2. The derivation holds for signed maps too, but there α grows
 * without bound as g Σ A approaches -2, which the small gradients of deep networks rarely reach.
 * Chattopadhyay et al., https://arxiv.org/abs/1710.11063
 */
export function gradCamPlusPlus(): GradientCam {
  return gradientCam('gradcam++', (a, g) => {
    const positive = tf.relu(g);
    // α · ReLU(g), with g² divided out of the fraction.
    const weighted = tf.divNoNan(positive, tf.add(2, tf.mul(positive, tf.sum(a, [1, 2], true))));
    return tf.mul(a, tf.sum(weighted, [1, 2], true));
  });
}
