import { ConvzooError } from '@convzoo/core/errors';
import * as tf from '@tensorflow/tfjs-core';
import { readMaps } from '../maps/heat-map.js';
import { activationsOf, cotangents } from './gradient-cam.js';
import type { Method } from './method.js';

/**
 * CAM, the first of them: Σₖ W[k, c] Aₖ, for a head that is dense on global average pooling; the bias is
 * left out. Throws `invalid-model` for any other head.
 * Zhou et al., https://arxiv.org/abs/1512.04150
 */
export const cam: Method = {
  name: 'cam',
  run: ({ cut, a, logits, rows }) => {
    const { linear } = cut;
    if (linear === undefined) {
      throw new ConvzooError('invalid-model', {
        subject: `CAM at ${cut.name}`,
        expected: 'a head that is one dense layer on global average pooling',
        found: 'another head',
        remedy: 'Use Grad-CAM, which is the same map up to a factor where CAM is defined.',
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
