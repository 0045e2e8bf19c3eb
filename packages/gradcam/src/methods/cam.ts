import { ConvzooError } from '@convzoo/core/errors';
import * as tf from '@tensorflow/tfjs-core';
import { readMaps } from '../maps/heat-map.js';
import { activationsOf, cotangents } from './gradient-cam.js';
import type { Method } from './method.js';

/**
 * CAM, the original class activation map: Σₖ W[k, c] Aₖ, for a head that is one dense layer on global
 * average pooling. The bias is left out. The map averages to the logit minus its bias, on rectified and
 * signed maps alike.
 * Zhou et al., https://arxiv.org/abs/1512.04150
 *
 * @throws ConvzooError `invalid-model` for any other head.
 */
export function cam(): Method {
  return {
    name: 'cam',
    run: ({ cut, a, logits, rows }) => {
      if (cut.linear === undefined) {
        throw new ConvzooError('invalid-model', {
          subject: `cam at ${cut.name}`,
          expected: 'a head that is one dense layer on global average pooling',
          found: 'another head',
          remedy: 'Use Grad-CAM, which equals CAM up to a factor where CAM is defined.',
        });
      }
      const maps = tf.tidy(() => {
        const classes = cotangents(rows, (row) => logits[row.image]!);
        const weights = tf.matMul(classes, cut.linear!(), false, true);
        const channels = tf.reshape(weights, [rows.length, 1, 1, weights.shape[1]!]);
        return tf.sum<tf.Tensor3D>(tf.mul(activationsOf(a, rows), channels), -1);
      });
      return readMaps(maps);
    },
  };
}
