import * as tf from '@tensorflow/tfjs-core';
import { type GradientCam, gradientCam } from './gradient-cam.js';

/**
 * LayerCAM: Σₖ ReLU(g) ⊙ A, with a weight of its own for every place, so that early taps give sharp maps
 * too; `fuseLayerCam` joins those of several taps.
 * Jiang et al., https://doi.org/10.1109/TIP.2021.3089943
 */
export const layerCam: GradientCam = gradientCam('layercam', (a, g) => tf.mul(a, tf.relu(g)));
