import * as tf from '@tensorflow/tfjs-core';
import { type GradientCam, gradientCam } from './gradient-cam.js';

/**
 * LayerCAM: Σₖ ReLU(g) ⊙ A. Every position has a weight of its own, so that early layers give sharp maps
 * too; `fuseLayerCam` combines the maps of several layers. On a signed map, negative activations with a
 * positive gradient count against the target.
 * Jiang et al., https://doi.org/10.1109/TIP.2021.3089943
 */
export function layerCam(): GradientCam {
  return gradientCam('layercam', (a, g) => tf.mul(a, tf.relu(g)));
}
