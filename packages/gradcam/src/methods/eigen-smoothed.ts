import * as tf from '@tensorflow/tfjs-core';
import { contributionMaps, type GradientCam, mapSize } from './gradient-cam.js';
import type { Method } from './method.js';
import { firstComponent } from './principal-component.js';

/**
 * A gradient method whose channels are combined by their first principal component instead of their sum,
 * which removes noise that only a few channels carry. Guarantees about the sum, such as HiResCAM's, no
 * longer hold.
 */
export function eigenSmoothed(method: GradientCam): Method {
  return {
    name: `${method.name}+eigen`,
    run: (query) => {
      const { height, width, channels } = mapSize(query);
      return contributionMaps(query, method, {
        reduce: (contributions) => tf.clone(contributions),
        toMap: (data) => ({
          height,
          width,
          data: firstComponent({ rows: height * width, columns: channels, data }),
        }),
      });
    },
  };
}
