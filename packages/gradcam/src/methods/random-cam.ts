import * as tf from '@tensorflow/tfjs-core';
import { type GradientCam, gradientCam } from './gradient-cam.js';

/** A baseline for the other methods: Σₖ wₖ Aₖ with weights drawn uniformly from [-1, 1). */
export function randomCam({ seed = 1 }: { seed?: number } = {}): GradientCam {
  return gradientCam('random', (a) => {
    const [rows, , , channels] = a.shape;
    return tf.mul(a, tf.randomUniform([rows, 1, 1, channels], -1, 1, 'float32', seed));
  });
}
