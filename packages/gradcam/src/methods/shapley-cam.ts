import * as tf from '@tensorflow/tfjs-core';
import { readMaps } from '../maps/heat-map.js';
import { headGradient } from '../passes/vector-jacobian.js';
import { activationsOf, cotangents } from './gradient-cam.js';
import type { Method, Query } from './method.js';

/** Step of the finite difference, as a fraction of the activations. */
const step = 1e-2;

/**
 * Shapley-CAM: Σₖ wₖ Aₖ with wₖ the mean of g - ½ H A over the map, a second-order estimate of the channel's
 * Shapley value, in which a channel without activation is absent. The product of the Hessian H and A is the
 * difference of the gradients at (1 ± ε) A divided by 2ε, since TensorFlow.js cannot differentiate max
 * pooling twice. The paper's target is `residualSoftmax`; where the score is linear in the map, the result
 * equals Grad-CAM. Signed maps are treated as in Grad-CAM.
 * Cai, https://arxiv.org/abs/2501.06261
 */
export function shapleyCam(): Method {
  return {
    name: 'shapleycam',
    run: async (query) => {
      const { a, rows } = query;
      const activations = tf.tidy(() => activationsOf(a, rows));
      const scaled = [1, 1 + step, 1 - step].map((factor) =>
        tf.tidy(() => tf.mul<tf.Tensor4D>(activations, factor)),
      );
      const gradients: tf.Tensor4D[] = [];
      try {
        for (const maps of scaled) gradients.push(await gradientAt(query, maps));
        const [g, above, below] = gradients;
        return await readMaps(
          tf.tidy(() => {
            const hessianProduct = tf.div(tf.sub(above!, below!), 2 * step);
            const weights = tf.mean(tf.sub(g!, tf.mul(hessianProduct, 0.5)), [1, 2], true);
            return tf.sum<tf.Tensor3D>(tf.mul(activations, weights), -1);
          }),
        );
      } finally {
        tf.dispose([activations, ...scaled, ...gradients]);
      }
    },
  };
}

/** Gradient of the rows' targets at maps close to those of the images, using the logits of these maps. */
async function gradientAt({ cut, rows }: Query, maps: tf.Tensor4D): Promise<tf.Tensor4D> {
  const output = tf.tidy(() => cut.logits(maps));
  const units = output.shape[1];
  const logits = new Float32Array(await output.data());
  output.dispose();
  return tf.tidy(() =>
    headGradient(
      cut,
      maps,
      cotangents(rows, (_, i) => logits.slice(i * units, (i + 1) * units)),
    ),
  );
}
